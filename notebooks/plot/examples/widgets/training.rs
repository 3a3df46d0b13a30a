//! Trainings by the crate, for those in the page to be compared with.

use serde_json::{Value, json};
use vae_core::model::Architecture;
use vae_core::train::{Bound, Objective};
use vae_core::{
    AdamConfig, BatchProgress, Dataset, Likelihood, Random, Result, TrainConfig, Trainer, Vae,
    VaeConfig, Watch,
};

/// Steps of each training.
const STEPS: usize = 100;

/// Its random numbers, and for some settings of the page the first steps on the images that it
/// carries.
pub fn expected(digits: &Dataset) -> Result<Value> {
    let runs = settings().map(|(model, protocol)| {
        let Some(Bound::Elbo(beta)) = protocol.objective.function()?.bound(1) else {
            unreachable!("the page's objective is the ELBO");
        };
        Ok(json!({
            "state": {
                "latent": model.latent,
                "beta": beta,
                "rate": protocol.adam.learning_rate,
                "batch": protocol.batch_size,
                "seed": protocol.seed,
                "likelihood": model.likelihood.to_string(),
            },
            "steps": steps(model, protocol, digits)?,
        }))
    });
    let normal = Random::new(3).standard_normal(&[10_000])?;
    Ok(json!({
        "normal": Vec::<f32>::try_from(&normal)?,
        "permutation": Random::new(3).permutation(10_007),
        "runs": runs.into_iter().collect::<Result<Vec<Value>>>()?,
    }))
}

/// A model of the page's and its protocol.
pub fn settings() -> [(VaeConfig, TrainConfig); 2] {
    let model = |latent, likelihood| VaeConfig {
        latent,
        likelihood,
        architecture: Architecture::mlp([200, 200]),
        ..VaeConfig::default()
    };
    let other = TrainConfig {
        batch_size: 64,
        seed: 4_000_000_007,
        adam: AdamConfig { learning_rate: 3e-3, ..AdamConfig::default() },
        objective: Objective::beta(4.0),
        ..TrainConfig::default()
    };
    [
        (model(2, Likelihood::Bernoulli), TrainConfig::default()),
        (model(5, Likelihood::Gaussian { sigma: 0.1 }), other),
    ]
}

/// Loss, −log p(x|z) and KL of each batch, means over its images.
fn steps(model: VaeConfig, protocol: TrainConfig, digits: &Dataset) -> Result<Vec<[f64; 3]>> {
    let batch = protocol.batch_size;
    let epochs = STEPS.div_ceil(digits.len().div_ceil(batch));
    let vae = Vae::new(model, protocol.seed)?;
    let mut trainer = Trainer::new(vae, TrainConfig { epochs, ..protocol })?;
    let mut each = EachBatch::default();
    trainer.fit_watched(digits, None, &mut each)?;
    each.steps.truncate(STEPS);
    Ok(each.steps)
}

/// From the sums of an epoch to each batch's means.
#[derive(Default)]
struct EachBatch {
    steps: Vec<[f64; 3]>,
    before: ([f64; 3], usize),
}

impl Watch for EachBatch {
    fn after_batch(&mut self, progress: &BatchProgress) {
        let (epoch, images) = (progress.epoch, progress.images);
        let term = |name| epoch.terms.get(name).unwrap_or(f64::NAN);
        let sums = [epoch.loss.unwrap_or(f64::NAN), term("reconstruction"), term("kl")];
        let (before, images_before) = match epoch.batches {
            1 => ([0.0; 3], 0),
            _ => self.before,
        };
        let count = (images - images_before) as f64;
        self.steps.push(std::array::from_fn(|i| (sums[i] - before[i]) / count));
        self.before = (sums, images);
    }
}
