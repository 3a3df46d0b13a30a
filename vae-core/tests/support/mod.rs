//! What several tests share; each uses a part of it.
#![allow(dead_code)]

use std::cell::Cell;
use vae_core::model::Architecture;

use tch::Tensor;
use vae_core::dataset::{ImageSet, synthetic};
use vae_core::{
    Dataset, EpochRecord, ImageShape, Provenance, Result, Source, Stop, TrainConfig, Trainer, Vae,
    VaeConfig,
};

/// A model small enough to train in a test.
pub fn small_vae(seed: u64) -> Vae {
    let config = VaeConfig {
        image: ImageShape::MNIST,
        architecture: Architecture::mlp([32, 32]),
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
    let config = TrainConfig { epochs, ..TrainConfig::default() };
    Trainer::new(small_vae(0), config).unwrap()
}

/// Every weight and bias.
pub fn bits(vae: &Vae) -> Vec<Vec<f32>> {
    let flat = |t: &Tensor| Vec::try_from(t.detach().view(-1)).unwrap();
    vae.named_parameters().iter().map(|(_, t)| flat(t)).collect()
}

/// A record without the clock's reading.
pub fn timeless(records: &[EpochRecord]) -> Vec<EpochRecord> {
    let still = |r: &EpochRecord| EpochRecord { seconds: 0.0, ..r.clone() };
    records.iter().map(still).collect()
}

/// Images that ask the training to stop while it learns the batch of a certain number.
pub struct StopAt {
    pub data: Dataset,
    pub batch: usize,
    pub stop: Stop,
    pub served: Cell<usize>,
}

impl StopAt {
    pub fn new(data: &Dataset, batch: usize, trainer: &Trainer) -> Self {
        Self { data: data.clone(), batch, stop: trainer.stop(), served: Cell::new(0) }
    }
}

impl Provenance for StopAt {
    fn image_shape(&self) -> ImageShape {
        self.data.image_shape()
    }

    fn source(&self) -> &Source {
        self.data.source()
    }
}

impl ImageSet for StopAt {
    fn len(&self) -> usize {
        self.data.len()
    }

    fn batch(&self, indices: &[i64]) -> Result<Tensor> {
        self.served.set(self.served.get() + 1);
        if self.served.get() == self.batch {
            self.stop.request();
        }
        self.data.batch(indices)
    }

    fn range(&self, start: usize, len: usize) -> Result<Tensor> {
        self.data.range(start, len)
    }
}
