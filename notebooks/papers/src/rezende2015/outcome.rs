//! What is measured of a row with one seed.

use serde::{Deserialize, Serialize};
use vae_core::{Evaluation, Source};
use vae_evidence::MeanEvidence;

use crate::Measured;

/// A row of either kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Flows fitted to each datum of the parabola, the shortest first.
    Parabola(Vec<Gaps>),
    /// A model of images.
    Images(Trained),
}

/// What the best q of one length leaves of log p(x), exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// How many flows.
    pub length: i64,
    /// log p(x) − ELBO of each datum, nats.
    pub gaps: Vec<f64>,
    /// What the fit took.
    pub seconds: f64,
}

/// A model after its training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trained {
    /// The images.
    pub dataset: Source,
    /// Passes over the training images.
    pub epochs: usize,
    /// The mean loss of the last of them, nats.
    pub train_loss: f64,
    /// Seconds of the fastest of them: on a shared machine the others tell what stood in their way.
    pub fastest_epoch: f64,
    /// The ELBO of one sample on the test images.
    pub test: Evaluation,
    /// K of the estimates of log p(x).
    pub samples: i64,
    /// log p(x) of the first test images.
    pub evidence: MeanEvidence,
    /// The ELBO of the same images.
    pub first: Evaluation,
    /// Of how many of them the estimate rests on few effective samples.
    pub unreliable: usize,
}

impl Trained {
    /// All epochs at the fastest one's pace.
    pub(super) fn seconds(&self) -> f64 {
        self.fastest_epoch * self.epochs as f64
    }

    /// log p(x) − ELBO of the first test images, nats.
    pub(super) fn gap(&self) -> f64 {
        self.evidence.log_p + self.first.loss
    }
}

impl Outcome {
    /// The images' outcome, where it is one.
    pub(super) fn images(&self) -> Option<&Trained> {
        match self {
            Self::Images(trained) => Some(trained),
            Self::Parabola(_) => None,
        }
    }
}

impl Measured for Outcome {
    const FILE: &'static str = "result.json";

    fn reach(&self) -> usize {
        match self {
            Self::Parabola(lengths) => lengths.len(),
            Self::Images(trained) => trained.epochs.max(1),
        }
    }

    fn agrees_with(&self, other: &Self) -> bool {
        let same = |a: &Gaps, b: &Gaps| a.length == b.length && a.gaps == b.gaps;
        match (self, other) {
            (Self::Parabola(a), Self::Parabola(b)) => a.iter().zip(b).all(|(a, b)| same(a, b)),
            (Self::Images(a), Self::Images(b)) => a.train_loss.to_bits() == b.train_loss.to_bits(),
            _ => false,
        }
    }
}
