//! What is minimised.

mod elbo;
mod iwae;

use std::fmt;

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_base::{Error, Result};

pub use elbo::ElboConfig;
pub use iwae::IwaeConfig;

use crate::model::Vae;

/// An objective, built in or one's own: what a batch costs.
///
/// ```
/// use tch::Tensor;
/// use vae_core::train::{Loss, ObjectiveFunction};
/// use vae_core::{Result, TrainConfig, Trainer, Vae, VaeConfig};
///
/// /// −ELBO, and the distance of the codes' mean from 0.
/// #[derive(Debug)]
/// struct Centred;
///
/// impl ObjectiveFunction for Centred {
///     fn name(&self) -> String {
///         "centred".into()
///     }
///     fn loss(&self, vae: &Vae, x: &Tensor, eps: &Tensor, _epoch: usize) -> Result<Loss> {
///         let elbo = vae.elbo_with_noise(x, eps)?.loss()?;
///         let centre = vae.encode(x)?.mu.f_mean_dim(0, false, x.kind())?.square().f_sum(x.kind())?;
///         Ok(Loss::new(&elbo + &centre).with("elbo", elbo).with("centre", centre))
///     }
/// }
///
/// # fn main() -> Result<()> {
/// let vae = Vae::new(VaeConfig::default(), 0)?;
/// let trainer = Trainer::new(vae, TrainConfig::default())?.with_objective(Centred)?;
/// assert_eq!(trainer.config().objective.to_string(), "centred");
/// # Ok(()) }
/// ```
pub trait ObjectiveFunction: fmt::Debug + Send {
    /// The name that the run's configuration keeps.
    fn name(&self) -> String;

    /// How many codes it wants for each image.
    fn samples(&self) -> i64 {
        1
    }

    /// The loss of a batch of images `[B, D]` for noise ε, `[samples · B, J]`, in epoch `epoch`,
    /// counted from 1.
    ///
    /// # Errors
    /// Where the images do not fit the model.
    fn loss(&self, vae: &Vae, x: &Tensor, eps: &Tensor, epoch: usize) -> Result<Loss>;

    /// The bound that the loss is the negative of, where it is one whose gradient can be written
    /// out for perceptrons with a Gaussian posterior.
    fn bound(&self, epoch: usize) -> Option<Bound> {
        let _ = epoch;
        None
    }

    /// Checks that it can be computed for a model.
    ///
    /// # Errors
    /// Where it cannot, with the reason.
    fn check(&self, vae: &Vae) -> Result<()> {
        let _ = vae;
        Ok(())
    }
}

/// A bound of K codes an image, K being the objective's [`samples`](ObjectiveFunction::samples).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// The mean of log p(x|z), less KL(q(z|x) ‖ p(z)) by its formula, weighed by β, which it holds.
    Elbo(f64),
    /// log 1/K Σₖ wₖ.
    ImportanceWeighted(IwaeConfig),
}

/// What a batch costs, as means over its images in nats.
#[derive(Debug)]
pub struct Loss {
    /// What is minimised, a scalar.
    pub value: Tensor,
    /// What else is told of it, scalars by name.
    pub terms: Vec<(String, Tensor)>,
}

impl Loss {
    /// A loss of no terms yet.
    pub fn new(value: Tensor) -> Self {
        Self { value, terms: Vec::new() }
    }

    /// Adds a term to tell, a scalar.
    pub fn with(mut self, name: &str, value: Tensor) -> Self {
        self.terms.push((name.to_string(), value));
        self
    }
}

/// The objectives that the crate has, or the name of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Objective {
    /// The ELBO, with a weight on its KL.
    Elbo(ElboConfig),
    /// The importance-weighted bound.
    Iwae(IwaeConfig),
    /// One's own, by its name.
    Own(String),
}

impl Default for Objective {
    fn default() -> Self {
        Self::Elbo(ElboConfig::default())
    }
}

impl Objective {
    /// −log p(x|z) + β KL.
    pub fn beta(beta: f64) -> Self {
        Self::Elbo(ElboConfig { beta, ..ElboConfig::default() })
    }

    /// The importance-weighted bound with `samples` codes an image.
    pub fn iwae(samples: i64) -> Self {
        Self::Iwae(IwaeConfig { samples, ..IwaeConfig::default() })
    }

    /// What computes it.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for a setting that makes no sense, or one's own,
    /// which [`Trainer::with_objective`](crate::Trainer::with_objective) has to be given.
    pub fn function(&self) -> Result<Box<dyn ObjectiveFunction>> {
        match self {
            Self::Elbo(config) => config.validate().map(|()| Box::new(*config) as _),
            Self::Iwae(config) => config.validate().map(|()| Box::new(*config) as _),
            Self::Own(name) => {
                let remedy = "it is one's own: resume with Trainer::resume_with, which takes it";
                Err(Error::config("objective", name, remedy))
            }
        }
    }

    pub(crate) fn validate(&self) -> Result<()> {
        match self {
            Self::Elbo(config) => config.validate(),
            Self::Iwae(config) => config.validate(),
            Self::Own(_) => Ok(()),
        }
    }
}

/// `ELBO, β = 4, warmed up over 10 epochs`, `IWAE, K = 5`, or one's own name.
impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elbo(config) => f.write_str(&config.name()),
            Self::Iwae(config) => f.write_str(&config.name()),
            Self::Own(name) => f.write_str(name),
        }
    }
}

/// More codes an image than this are taken for a mistyped number.
const MOST_SAMPLES: i64 = 10_000;

fn check_samples(samples: i64) -> Result<()> {
    if (1..=MOST_SAMPLES).contains(&samples) {
        return Ok(());
    }
    let remedy = format!("choose a number from 1 to {MOST_SAMPLES}");
    Err(Error::config("samples", samples, remedy))
}
