//! How a row is trained: all alike but for the flow's length.

use vae_core::model::{Architecture, Posterior};
use vae_core::{AdamConfig, ImageShape, TrainConfig, VaeConfig};

use super::rows::Row;

/// Passes over the training images.
pub(super) const EPOCHS: usize = 15;

/// Of a quick run.
const QUICK_EPOCHS: usize = 2;

/// 55,000 images, 100 a step.
const STEPS_AN_EPOCH: f64 = 550.0;

/// The paper's latent dimensions.
pub(super) const LATENT: i64 = 40;

/// Units of the one hidden layer on either side.
pub(super) const HIDDEN: i64 = 200;

/// What a row's training costs with one seed, hours of one thread.
pub(super) fn hours(row: &Row) -> f64 {
    EPOCHS as f64 * STEPS_AN_EPOCH * row.milliseconds / 3.6e6
}

pub(super) fn model(row: &Row, image: ImageShape) -> VaeConfig {
    VaeConfig {
        image,
        latent: LATENT,
        architecture: Architecture::mlp([HIDDEN]),
        posterior: posterior(row.length),
        ..VaeConfig::default()
    }
}

fn posterior(length: i64) -> Posterior {
    match length {
        0 => Posterior::Gaussian,
        length => Posterior::PlanarFlow { length },
    }
}

pub(super) fn training(seed: u64, quick: bool) -> TrainConfig {
    TrainConfig {
        epochs: if quick { QUICK_EPOCHS } else { EPOCHS },
        adam: AdamConfig { learning_rate: 1e-3, ..AdamConfig::default() },
        learning_rates: vec![(EPOCHS * 3 / 4 + 1, 3e-4)],
        seed,
        binarise: true,
        ..TrainConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rezende2015::ROWS;

    #[test]
    fn rows_differ_in_their_flows_alone() {
        let of = |row: &Row| model(row, ImageShape::MNIST);
        let first = of(&ROWS[0]);
        assert_eq!((first.latent, first.posterior), (40, Posterior::Gaussian));
        for row in &ROWS[1..] {
            let config = of(row);
            assert_eq!(config.posterior, Posterior::PlanarFlow { length: row.length });
            assert_eq!(VaeConfig { posterior: Posterior::Gaussian, ..config }, first);
        }
    }

    #[test]
    fn images_are_binarised_anew_and_the_last_steps_are_smaller() {
        let config = training(3, false);
        config.validate().unwrap();
        assert!(config.binarise && config.seed == 3);
        let rates =
            [1, EPOCHS * 3 / 4, EPOCHS * 3 / 4 + 1, EPOCHS].map(|e| config.learning_rate(e));
        assert_eq!(rates, [1e-3, 1e-3, 3e-4, 3e-4]);
    }
}
