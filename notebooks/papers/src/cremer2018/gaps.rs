//! What is measured of a model: four numbers of each image.

use serde::{Deserialize, Serialize};
use vae_core::{Evaluation, Source};
use vae_evidence::AnnealingConfig;

use crate::Measured;

/// One model, with one seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// The images.
    pub dataset: Source,
    /// Epochs of the training behind it.
    pub epochs: usize,
    /// The mean loss of the last of them, nats.
    pub train_loss: f64,
    /// The ELBO of one sample of all test images.
    pub test: Evaluation,
    /// Seconds of training, and of measuring so far.
    pub seconds: (f64, f64),
    /// How log p(x) was estimated, and how in the plane, where it is held to a grid.
    pub annealing: [AnnealingConfig; 2],
    /// The first images that it learnt from.
    pub learnt: Levels,
    /// The first test images.
    pub unseen: Levels,
    /// Estimates whose truth is known, once these were made.
    pub checks: Option<Checks>,
}

/// Lower bounds of log p(x) and log p(x) itself, nats, one for each image, each with the same
/// decoder. The last two are of the first images only.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// ELBO of the encoder's q.
    pub encoder: Vec<f64>,
    /// ELBO of the best diagonal Gaussian found for this image.
    pub gaussian: Vec<f64>,
    /// ELBO of the best flow found for this image.
    pub flow: Vec<f64>,
    /// log p(x), by annealed importance sampling; in the plane by a grid.
    pub log_p: Vec<f64>,
}

/// What the estimates of log p(x) are worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// Estimates less the integral over the plane, where a code has two numbers; nats, one for each
    /// of the first test images.
    pub grid: Vec<f64>,
    /// Of images that the model itself made, one for each: log p(x) bounded from below.
    pub below: Vec<f64>,
    /// From above, by the way back from the codes that made them.
    pub above: Vec<f64>,
}

impl Levels {
    /// Images measured so far, of which all four or the first two are known.
    pub fn images(&self) -> usize {
        self.encoder.len()
    }

    /// Images of which all four are known.
    pub fn whole(&self) -> usize {
        self.log_p.len()
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.encoder.extend(more.encoder);
        self.gaussian.extend(more.gaussian);
        self.flow.extend(more.flow);
        self.log_p.extend(more.log_p);
    }
}

impl Measured for Gaps {
    const FILE: &'static str = "gaps.json";

    fn reach(&self) -> usize {
        self.learnt.images() + self.unseen.images() + usize::from(self.checks.is_some())
    }

    fn agrees_with(&self, other: &Self) -> bool {
        let same = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
        same(&self.learnt.log_p, &other.learnt.log_p)
            && same(&self.unseen.log_p, &other.unseen.log_p)
            && self.train_loss.to_bits() == other.train_loss.to_bits()
    }
}
