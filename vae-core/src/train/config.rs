//! The protocol of a training run.

use serde::{Deserialize, Serialize};

use super::adam::AdamConfig;
use super::objective::Objective;
use super::precision::Precision;
use crate::error::{Error, Result};

/// The protocol of a training run; the default is the thesis's for MNIST (section 5.1.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Passes over the training images.
    pub epochs: usize,
    /// Images a step, M in the thesis's minibatch estimator.
    pub batch_size: usize,
    /// The optimizer's numbers.
    pub adam: AdamConfig,
    /// Fixes the order of the images and all noise.
    pub seed: u64,
    /// Whether each epoch takes the images in a new random order, or always as they are stored.
    #[serde(default = "shuffled", skip_serializing_if = "is_shuffled")]
    pub shuffle: bool,
    /// Whether the images are binarised anew each time that they are shown: each pixel is white
    /// with the probability that its grey says (Burda et al., 2016, section 5).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub binarise: bool,
    /// In which precision a step multiplies matrices.
    #[serde(default, skip_serializing_if = "Precision::is_default")]
    pub precision: Precision,
    /// What is minimised.
    #[serde(default, skip_serializing_if = "Objective::is_default")]
    pub objective: Objective,
}

fn shuffled() -> bool {
    true
}

fn is_shuffled(shuffle: &bool) -> bool {
    *shuffle
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            epochs: 50,
            batch_size: 100,
            adam: AdamConfig::default(),
            seed: 0,
            shuffle: true,
            binarise: false,
            precision: Precision::Float32,
            objective: Objective::default(),
        }
    }
}

impl TrainConfig {
    /// Checks that every number makes sense.
    pub fn validate(&self) -> Result<()> {
        for (field, n) in [("epochs", self.epochs), ("batch_size", self.batch_size)] {
            if n == 0 || n > 10_000_000 {
                let remedy = "choose a number from 1 to 10,000,000";
                return Err(Error::config(field, n, remedy));
            }
        }
        self.objective.validate()?;
        self.adam.validate()
    }
}
