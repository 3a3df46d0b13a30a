//! The epoch under way.

use serde::{Deserialize, Serialize};

use crate::{EpochRecord, Purpose, Random, Result, TrainConfig};

/// How far an epoch has come: what it takes, besides weights and moments, to go on inside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pass {
    /// Counted from 1.
    pub(crate) epoch: usize,
    /// Batches learnt from: the position in the epoch's permutation.
    pub(crate) batches: usize,
    /// The position in the epoch's stream of noise, in words of 32 bits.
    pub(crate) noise: u64,
    /// Sum of −log p(x|z) over the images so far.
    pub(crate) reconstruction: f64,
    /// Sum of KL(q(z|x) ‖ p(z)) over the images so far.
    pub(crate) kl: f64,
    /// What the steps took, wall-clock.
    pub(crate) seconds: f64,
}

impl Pass {
    /// The beginning of an epoch.
    pub(crate) fn new(epoch: usize) -> Self {
        Self {
            epoch,
            batches: 0,
            noise: 0,
            reconstruction: 0.0,
            kl: 0.0,
            seconds: 0.0,
        }
    }

    /// The order of `n` images in this epoch.
    pub(crate) fn order(&self, config: &TrainConfig, n: usize) -> Vec<i64> {
        if !config.shuffle {
            return (0..n as i64).collect();
        }
        Random::stream(config.seed, Purpose::Order, self.epoch as u64).permutation(n)
    }

    /// This epoch's stream of noise, from where the pass stands.
    pub(crate) fn noise(&self, seed: u64) -> Random {
        Random::stream(seed, Purpose::Noise, self.epoch as u64).at(self.noise)
    }

    /// The record of an epoch that has passed over all of `n` images.
    pub(crate) fn record(&self, n: usize) -> EpochRecord {
        let n = n as f64;
        EpochRecord {
            epoch: self.epoch,
            loss: (self.reconstruction + self.kl) / n,
            reconstruction: self.reconstruction / n,
            kl: self.kl / n,
            test_loss: None,
            seconds: self.seconds,
        }
    }

    /// What cannot be in a pass over `n` images, if anything.
    pub(crate) fn check(&self, n: usize, batch_size: usize) -> Result<(), String> {
        if self.batches > n.div_ceil(batch_size) {
            let (batches, size) = (self.batches, batch_size);
            return Err(format!("{n} images have no {batches} batches of {size}"));
        }
        if ![self.reconstruction, self.kl, self.seconds]
            .iter()
            .all(|x| x.is_finite())
        {
            return Err("the sums of the epoch under way are not finite".into());
        }
        Ok(())
    }
}
