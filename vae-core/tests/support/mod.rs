//! What several tests share.

use vae_core::dataset::synthetic;
use vae_core::{Dataset, ImageShape, TrainConfig, Trainer, Vae, VaeConfig};

/// A model small enough to train in a test.
pub fn small_vae(seed: u64) -> Vae {
    let config = VaeConfig {
        image: ImageShape::MNIST,
        hidden: 32,
        latent: 2,
        ..VaeConfig::default()
    };
    Vae::new(config, seed).unwrap()
}

/// Some synthetic digits.
pub fn digits(n: usize) -> Dataset {
    synthetic::digits(n, 0).unwrap()
}

/// A run of the small model.
pub fn small_trainer(epochs: usize) -> Trainer {
    let config = TrainConfig {
        epochs,
        ..TrainConfig::default()
    };
    Trainer::new(small_vae(0), config).unwrap()
}
