//! The protocol of a training run.

use serde::{Deserialize, Serialize};
use vae_base::{Error, Result};

use super::adam::AdamConfig;
use super::objective::Objective;
use super::precision::Precision;
use crate::model::names::is_default;

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
    /// (epoch, α), by rising epochs: from that epoch on, Adam's step size is α; before the first of
    /// them, [`AdamConfig::learning_rate`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learning_rates: Vec<(usize, f64)>,
    /// In which precision a step multiplies matrices.
    #[serde(default, skip_serializing_if = "is_default")]
    pub precision: Precision,
    /// What is minimised.
    #[serde(default, skip_serializing_if = "is_default")]
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
            learning_rates: Vec::new(),
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
        let rising = self.learning_rates.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !rising || self.learning_rates.iter().any(|stage| stage.0 == 0) {
            let given = format!("{:?}", self.learning_rates);
            return Err(Error::config("learning_rates", given, "give rising epochs, from 1 on"));
        }
        for epoch in self.learning_rates.iter().map(|stage| stage.0) {
            AdamConfig { learning_rate: self.learning_rate(epoch), ..self.adam }.validate()?;
        }
        self.objective.validate()?;
        self.adam.validate()
    }

    /// Adam's α in an epoch, from 1 on.
    pub fn learning_rate(&self, epoch: usize) -> f64 {
        let begun = self.learning_rates.iter().take_while(|stage| stage.0 <= epoch);
        begun.last().map_or(self.adam.learning_rate, |stage| stage.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(learning_rates: &[(usize, f64)]) -> TrainConfig {
        TrainConfig { learning_rates: learning_rates.to_vec(), ..TrainConfig::default() }
    }

    #[test]
    fn each_rate_holds_until_the_next() {
        let config = with(&[(2, 7e-4), (5, 5e-4)]);
        config.validate().unwrap();
        let rates: Vec<f64> = (1..=6).map(|epoch| config.learning_rate(epoch)).collect();
        assert_eq!(rates, [1e-3, 7e-4, 7e-4, 7e-4, 5e-4, 5e-4]);
    }

    #[test]
    fn rates_that_make_no_sense_are_named() {
        for rates in [&[(0, 1e-3)][..], &[(3, 1e-3), (3, 1e-4)], &[(3, 1e-3), (2, 1e-4)]] {
            let error = with(rates).validate().unwrap_err().to_string();
            assert!(error.starts_with("learning_rates = "), "{error}");
        }
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = with(&[(2, rate)]).validate().unwrap_err().to_string();
            assert!(error.starts_with("learning_rate = "), "{error}");
        }
    }
}
