//! How it is trained: the flags of `vae train` that `TrainConfig` answers to.

use clap::Args;
use vae_core::train::{ElboConfig, IwaeConfig};
use vae_core::{AdamConfig, Objective, Precision, Result, TrainConfig};

use super::model::refuse;
use super::same;

#[derive(Args)]
pub struct ProtocolFlags {
    /// Passes over the training images [default: 50]
    #[arg(long, value_name = "N")]
    pub epochs: Option<usize>,
    /// Images a step [default: 100]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Adam's step size [default: 0.001]
    #[arg(long, value_name = "RATE")]
    lr: Option<f64>,
    /// From an epoch on, another step size; may be given several times
    #[arg(long, value_name = "EPOCH=RATE", value_parser = stage)]
    lr_from: Vec<(usize, f64)>,
    /// Adam's β₁ [default: 0.9]
    #[arg(long, value_name = "BETA1")]
    adam_beta1: Option<f64>,
    /// Adam's ε [default: 1e-8]
    #[arg(long, value_name = "EPSILON")]
    adam_epsilon: Option<f64>,
    /// Fixes initial weights, order of the images and noise [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Take the images as they are stored, epoch after epoch, not in a new random order each
    #[arg(long)]
    no_shuffle: bool,
    /// Show the images in black and white, drawn anew each time by their greys
    #[arg(long)]
    binarise: bool,
    /// Precision of the matrix products: float32 or bfloat16 [default: float32]
    #[arg(long, value_name = "NAME")]
    precision: Option<Precision>,
    /// What is minimised: elbo or iwae [default: elbo]
    #[arg(long, value_name = "NAME")]
    objective: Option<Kind>,
    /// Codes drawn for each image [default: 1, of iwae 5]
    #[arg(long, value_name = "K")]
    samples: Option<i64>,
    /// Weight of the ELBO's KL term [default: 1]
    #[arg(long, value_name = "BETA")]
    beta: Option<f64>,
    /// Epochs over which that weight grows from 0 [default: 0]
    #[arg(long, value_name = "EPOCHS")]
    warm_up: Option<usize>,
    /// Nats of KL that each latent dimension has for free [default: 0]
    #[arg(long, value_name = "NATS")]
    free_bits: Option<f64>,
    /// Give iwae's encoder the doubly reparameterised gradient
    #[arg(long)]
    dreg: bool,
}

/// `5=0.0005`.
fn stage(text: &str) -> Result<(usize, f64), String> {
    let parsed = text
        .split_once('=')
        .and_then(|(epoch, rate)| Some((epoch.parse().ok()?, rate.parse().ok()?)));
    parsed.ok_or_else(|| "write EPOCH=RATE, such as 5=0.0005".into())
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Kind {
    Elbo,
    Iwae,
}

impl ProtocolFlags {
    pub fn config(&self) -> Result<TrainConfig> {
        let default = TrainConfig::default();
        Ok(TrainConfig {
            epochs: self.epochs.unwrap_or(default.epochs),
            batch_size: self.batch.unwrap_or(default.batch_size),
            adam: self.adam(),
            seed: self.seed.unwrap_or(default.seed),
            shuffle: !self.no_shuffle,
            binarise: self.binarise,
            learning_rates: self.lr_from.clone(),
            precision: self.precision.unwrap_or(default.precision),
            objective: self.objective()?,
        })
    }

    fn adam(&self) -> AdamConfig {
        let default = AdamConfig::default();
        AdamConfig {
            learning_rate: self.lr.unwrap_or(default.learning_rate),
            beta1: self.adam_beta1.unwrap_or(default.beta1),
            epsilon: self.adam_epsilon.unwrap_or(default.epsilon),
            ..default
        }
    }

    fn objective(&self) -> Result<Objective> {
        if self.objective == Some(Kind::Iwae) {
            refuse("--beta", self.beta.is_some(), "it weighs the KL of --objective elbo")?;
            refuse("--warm-up", self.warm_up.is_some(), "it is for --objective elbo")?;
            refuse("--free-bits", self.free_bits.is_some(), "it is for --objective elbo")?;
            let default = IwaeConfig::default();
            return Ok(Objective::Iwae(IwaeConfig {
                samples: self.samples.unwrap_or(default.samples),
                doubly_reparameterised: self.dreg,
            }));
        }
        refuse("--dreg", self.dreg, "it is for --objective iwae")?;
        let default = ElboConfig::default();
        Ok(Objective::Elbo(ElboConfig {
            beta: self.beta.unwrap_or(default.beta),
            warm_up: self.warm_up.unwrap_or(default.warm_up),
            free_bits: self.free_bits.unwrap_or(default.free_bits),
            samples: self.samples.unwrap_or(default.samples),
        }))
    }

    /// A resumed run is the run it was: what is given again must say the same.
    pub fn refuse_changes(&self, began: &TrainConfig) -> Result<()> {
        same("--batch", self.batch.as_ref(), &began.batch_size)?;
        same("--lr", self.lr.as_ref(), &began.adam.learning_rate)?;
        same(
            "--lr-from",
            (!self.lr_from.is_empty()).then_some(&self.lr_from),
            &began.learning_rates,
        )?;
        same("--adam-beta1", self.adam_beta1.as_ref(), &began.adam.beta1)?;
        same("--adam-epsilon", self.adam_epsilon.as_ref(), &began.adam.epsilon)?;
        same("--seed", self.seed.as_ref(), &began.seed)?;
        same("--precision", self.precision.as_ref(), &began.precision)?;
        same("--no-shuffle", self.no_shuffle.then_some(&false), &began.shuffle)?;
        same("--binarise", self.binarise.then_some(&true), &began.binarise)?;
        let is_given = self.objective.is_some() || self.samples.is_some() || self.dreg;
        let is_weighed = self.beta.is_some() || self.warm_up.is_some() || self.free_bits.is_some();
        if is_given || is_weighed {
            same("--objective", Some(&self.objective()?), &began.objective)?;
        }
        Ok(())
    }
}
