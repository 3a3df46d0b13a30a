//! What is measured of a row with one draw of labels.

use serde::{Deserialize, Serialize};
use vae_core::Source;
use vae_few_labels::M2Record;

use crate::Measured;

/// One row with one draw of labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The images.
    pub dataset: Source,
    /// How many have labels.
    pub labels: usize,
    /// Images to test with.
    pub test_images: usize,
    /// The autoencoder whose codes were used, where codes were.
    pub vae: Option<String>,
    /// How many of its latent dimensions vary over the images; those were used.
    pub dimensions: Option<i64>,
    /// Epochs of M2's training behind it, and in all.
    pub epochs: (usize, usize),
    /// What each classifier gets wrong: one, or for M1 two.
    pub errors: Vec<ClassifierError>,
    /// M2's training, at some of its epochs.
    pub curve: Vec<M2Record>,
}

/// What a classifier gets wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifierError {
    /// Which classifier, where a model has several.
    pub classifier: String,
    /// Of the images that decide nothing, the share of wrong labels: what was chosen, was chosen by
    /// looking at these.
    pub held_out: f64,
    /// Of the test images.
    pub test: f64,
}

impl Measured for Outcome {
    const FILE: &'static str = "result.json";

    fn reach(&self) -> usize {
        self.epochs.0.max(1)
    }

    fn agrees_with(&self, other: &Self) -> bool {
        let same =
            |a: &M2Record, b: &M2Record| a.epoch != b.epoch || a.loss.to_bits() == b.loss.to_bits();
        let curves = self.curve.iter().all(|a| other.curve.iter().all(|b| same(a, b)));
        curves && (self.epochs != other.epochs || self.errors == other.errors)
    }
}

/// Every tenth record, and the last.
pub(super) fn thinned(history: &[M2Record]) -> Vec<M2Record> {
    let last = history.len();
    let kept = history.iter().filter(|r| r.epoch == 1 || r.epoch % 10 == 0 || r.epoch == last);
    kept.cloned().collect()
}
