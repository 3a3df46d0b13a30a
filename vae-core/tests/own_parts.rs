//! What a stranger writes in a cell is trained, killed in the middle, and goes on to the same bits:
//! a likelihood, an encoder, an objective, each as short as a cell may be.

mod support;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use support::{bits, digits, timeless};
use tch::Tensor;
use vae_core::model::{
    Activation, Initialisation, Linear, Mlp, Named, Network, ObservationModel, below,
};
use vae_core::train::{Loss, ObjectiveFunction};
use vae_core::{OwnParts, PixelDistribution, Random, Result, TrainConfig, Trainer, Vae, VaeConfig};

// A likelihood: Laplace pixels of a scale that is learned.

#[derive(Debug)]
struct Laplace {
    log_scale: Tensor,
}

#[derive(Debug)]
struct LaplacePixels {
    mu: Tensor,
    log_scale: Tensor,
}

impl ObservationModel for Laplace {
    fn parameters(&self) -> Named<'_> {
        vec![("log_scale".into(), &self.log_scale)]
    }
    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
        let (mu, log_scale) = (output.sigmoid(), self.log_scale.shallow_clone());
        Ok(Box::new(LaplacePixels { mu, log_scale }))
    }
}

impl PixelDistribution for LaplacePixels {
    fn mean(&self) -> Result<Tensor> {
        Ok(self.mu.shallow_clone())
    }
    fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        let distance = (x - &self.mu).abs() / self.log_scale.exp();
        let nats: Tensor = -distance - &self.log_scale - 2_f64.ln();
        Ok(nats.f_sum_dim_intlist(1, false, x.kind())?)
    }
    fn sample(&self, random: &mut Random) -> Result<Tensor> {
        let u = random.uniform(&self.mu.size())? - 0.5;
        Ok(&self.mu - self.log_scale.exp() * u.sign() * (u.abs() * -2.0).log1p())
    }
}

fn laplace() -> Result<Laplace> {
    let log_scale = Tensor::from_slice(&[-1.0_f32]).set_requires_grad(true);
    Ok(Laplace { log_scale })
}

// An encoder: a perceptron with a way around it.

#[derive(Debug)]
struct Residual {
    first: Linear,
    around: Mlp,
}

impl Residual {
    fn new(seed: u64) -> Result<Self> {
        let (init, random) = (Initialisation::Xavier, &mut Random::new(seed));
        Ok(Self {
            first: Linear::new(784, 24, init, random)?,
            around: Mlp::new(24, &[24, 24], Activation::Gelu, init, random)?,
        })
    }
}

impl Network for Residual {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let h = self.first.forward(x)?;
        Ok(&h + self.around.forward(&h)?)
    }
    fn features(&self) -> i64 {
        24
    }
    fn parameters(&self) -> Named<'_> {
        let mut all = below("first", self.first.parameters());
        all.extend(below("around", self.around.parameters()));
        all
    }
}

// An objective: −ELBO, and a price on codes that lie together.

#[derive(Debug)]
struct Spread;

impl ObjectiveFunction for Spread {
    fn name(&self) -> String {
        "spread".into()
    }
    fn loss(&self, vae: &Vae, x: &Tensor, eps: &Tensor, _epoch: usize) -> Result<Loss> {
        let elbo = vae.elbo_with_noise(x, eps)?;
        let together = -vae.encode(x)?.mu.f_var(true)?.f_log()?;
        let cost = elbo.loss()? + &together * 0.1;
        Ok(Loss::new(cost).with("elbo", elbo.loss()?).with("together", together))
    }
}

/// The three together, as they are when a run begins.
fn model() -> Vae {
    let config = VaeConfig {
        architecture: vae_core::model::Architecture::mlp([16, 12]),
        ..VaeConfig::default()
    };
    let builder = Vae::builder(config, 0).likelihood(laplace().unwrap());
    builder.encoder(Residual::new(1).unwrap()).build().unwrap()
}

fn protocol() -> TrainConfig {
    TrainConfig { epochs: 3, batch_size: 20, ..TrainConfig::default() }
}

fn begin() -> Trainer {
    Trainer::new(model(), protocol()).unwrap().with_objective(Spread).unwrap()
}

fn own() -> OwnParts {
    OwnParts::new().model(model()).objective(Spread)
}

/// In a process of its own, started by the test below: trains and saves after every batch.
#[test]
fn child() {
    let Some(folder) = std::env::var_os("OWN_PARTS_RUN") else {
        return;
    };
    let trainer = match Trainer::can_resume(&folder) {
        true => Trainer::resume_with(&folder, own()).unwrap(),
        false => begin().saving_to(&folder).unwrap(),
    };
    trainer.saving_every(Duration::ZERO).fit(&digits(400), None).unwrap();
}

fn train_in_a_child_and_kill_it(folder: &Path, after: Duration) {
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program)
        .args(["--exact", "child"])
        .env("OWN_PARTS_RUN", folder)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let saved = folder.join("checkpoint.safetensors");
    while !saved.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn all_three_are_trained_killed_and_resumed_to_the_same_bits() {
    let mut whole = begin();
    whole.fit(&digits(400), None).unwrap();
    let first = &whole.history().epochs[0];
    assert_eq!(first.terms.labels(), ["elbo", "together"]);
    assert!(whole.history().epochs[2].loss < first.loss);

    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    for kill in 1..=4 {
        train_in_a_child_and_kill_it(&run, Duration::from_millis(15 * kill));
    }
    let mut resumed = Trainer::resume_with(&run, own()).unwrap();
    resumed.fit(&digits(400), None).unwrap();
    assert_eq!(bits(resumed.vae()), bits(whole.vae()));
    assert_eq!(timeless(&resumed.history().epochs), timeless(&whole.history().epochs));
}

#[test]
fn what_is_ones_own_has_to_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let mut trainer = begin().saving_to(&run).unwrap();
    trainer.fit(&digits(40), None).unwrap();
    drop(trainer);

    let said = |result: Result<Trainer>| result.unwrap_err().to_string();
    assert!(said(Trainer::resume(&run)).contains("it is one's own"));
    let only_model = OwnParts::new().model(model());
    let message = said(Trainer::resume_with(&run, only_model));
    assert!(message.starts_with("objective = spread: it is one's own"), "{message}");
    let stranger = Vae::new(VaeConfig::default(), 0).unwrap();
    let message = said(Trainer::resume_with(&run, OwnParts::new().model(stranger)));
    assert!(message.contains("make the model that the run began with"), "{message}");

    let loaded = model().load_into(&run).unwrap();
    let resumed = Trainer::resume_with(&run, own()).unwrap();
    assert_eq!(bits(&loaded), bits(resumed.vae()));
    assert!(Vae::load(&run).unwrap_err().to_string().contains("it is one's own"));
}
