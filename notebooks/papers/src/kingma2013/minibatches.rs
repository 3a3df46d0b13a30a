//! Which images a step sees: all of them once an epoch, in an order of its own.

use tch::Tensor;
use vae_core::{Dataset, Purpose, Random, Result};

use super::points::BATCH;

/// The minibatches of a run, in the order of the epoch that was asked for last.
#[derive(Debug)]
pub(super) struct Minibatches<'a> {
    images: &'a Dataset,
    seed: u64,
    epoch: Option<u64>,
    order: Vec<i64>,
}

impl<'a> Minibatches<'a> {
    pub(super) fn new(images: &'a Dataset, seed: u64) -> Self {
        Self { images, seed, epoch: None, order: Vec::new() }
    }

    /// What step `step`, from 0 on, sees: it depends on nothing that came before. Of an epoch, what
    /// is left and makes no whole minibatch is not shown.
    pub(super) fn of_step(&mut self, step: u64) -> Result<Tensor> {
        let steps = (self.images.len() / BATCH).max(1) as u64;
        let (epoch, place) = (step / steps, (step % steps) as usize);
        if self.epoch != Some(epoch) {
            let mut random = Random::stream(self.seed, Purpose::Order, epoch);
            self.order = random.permutation(self.images.len());
            self.epoch = Some(epoch);
        }
        let rows = self.order.chunks(BATCH).nth(place).unwrap_or_default();
        self.images.batch(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic::digits;

    #[test]
    fn an_epoch_shows_images_once_and_a_step_is_the_same_from_anywhere() {
        let images = digits(250, 0).unwrap();
        let mut all = Minibatches::new(&images, 5);
        let epoch: Vec<Tensor> = (0..2).map(|step| all.of_step(step).unwrap()).collect();
        let mut shown = all.order[..200].to_vec();
        shown.sort_unstable();
        shown.dedup();
        assert_eq!(shown.len(), 200);
        assert!(!all.of_step(2).unwrap().equal(&epoch[0]), "a new epoch has a new order");
        assert!(Minibatches::new(&images, 5).of_step(1).unwrap().equal(&epoch[1]));
        assert_eq!(
            Minibatches::new(&digits(7, 0).unwrap(), 5).of_step(3).unwrap().size(),
            [7, 784]
        );
    }
}
