//! The protocol of a training run.

use serde::{Deserialize, Serialize};

use crate::{AdamConfig, Error, Precision, Result};

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
    /// In which precision a step multiplies matrices.
    #[serde(default, skip_serializing_if = "Precision::is_default")]
    pub precision: Precision,
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
            precision: Precision::Float32,
        }
    }
}

impl TrainConfig {
    /// Checks that every number makes sense.
    pub fn validate(&self) -> Result<()> {
        for (field, n) in [("epochs", self.epochs), ("batch_size", self.batch_size)] {
            if n == 0 || n > 10_000_000 {
                return Err(Error::Config {
                    field,
                    given: n.to_string(),
                    remedy: "choose a number from 1 to 10,000,000".into(),
                });
            }
        }
        self.adam.validate()
    }
}
