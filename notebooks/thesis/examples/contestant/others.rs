//! Steps of other models that the crate trains, and an estimate of log p(x).

use tch::Tensor;
use vae_core::model::{Activation, Architecture};
use vae_core::{Dataset, Objective, Random, Result, TrainConfig, Trainer, Vae, VaeConfig, bench};
use vae_evidence::Estimator;

use crate::Contest;
use crate::steps::{BATCH, LATENT};

/// Images whose evidence is estimated at a time, and the samples of each.
const EVIDENCE: (usize, i64) = (16, 5_000);

/// The thesis's model with 20 latent dimensions but for what is named.
fn others() -> [(&'static str, Architecture, Objective); 4] {
    let usual = Architecture::default();
    let tanh = Architecture::mlp([300, 200]).with_activation(Activation::Tanh);
    [
        ("tanh", tanh, Objective::default()),
        ("conv", Architecture::conv([32, 64]), Objective::default()),
        ("iwae-5", usual.clone(), Objective::iwae(5)),
        ("iwae-50", usual, Objective::iwae(50)),
    ]
}

pub fn contests(train: &Dataset) -> Result<Vec<Contest<'static>>> {
    let x = train.range(0, BATCH)?;
    let mut contests: Vec<Contest> = Vec::new();
    for (name, architecture, objective) in others() {
        let rows = BATCH as i64 * objective.function()?.samples();
        let config = VaeConfig { architecture, latent: LATENT, ..VaeConfig::default() };
        let protocol = TrainConfig { objective, ..TrainConfig::default() };
        let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
        let (x, mut random) = (x.shallow_clone(), Random::new(0));
        let step = move || {
            let eps = random.standard_normal(&[rows, LATENT])?;
            bench::step(&mut trainer, &x, &eps)
        };
        contests.push((name, Box::new(step)));
    }
    contests.push(("evidence", Box::new(evidence(train.range(0, EVIDENCE.0)?)?)));
    Ok(contests)
}

fn evidence(x: Tensor) -> Result<impl FnMut() -> Result<()>> {
    let vae = Vae::new(VaeConfig { latent: LATENT, ..VaeConfig::default() }, 0)?;
    let estimator = Estimator::Importance { samples: EVIDENCE.1 };
    let mut random = Random::new(0);
    Ok(move || estimator.estimate(&vae, &x, &mut random).map(drop))
}
