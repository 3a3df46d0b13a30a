//! The epoch under way.

use serde::{Deserialize, Serialize};
use vae_base::{Purpose, Random};

use super::config::TrainConfig;
use super::history::EpochRecord;
use super::terms::Terms;

/// How far an epoch has come: what it takes, besides weights and moments, to go on inside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochProgress {
    /// Counted from 1.
    pub epoch: usize,
    /// Batches learnt from: the position in the epoch's permutation.
    pub batches: usize,
    /// The position in the epoch's stream of noise, in words of 32 bits.
    pub noise: u64,
    /// Sum of the loss over the images so far; where it is missing, of the terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<f64>,
    /// Sums of the terms over the images so far.
    #[serde(flatten)]
    pub terms: Terms,
    /// What the steps took, wall-clock.
    pub seconds: f64,
}

impl EpochProgress {
    /// The beginning of an epoch.
    pub(crate) fn new(epoch: usize) -> Self {
        Self { epoch, batches: 0, noise: 0, loss: None, terms: Terms::default(), seconds: 0.0 }
    }

    fn loss(&self) -> f64 {
        self.loss.unwrap_or_else(|| self.terms.sum())
    }

    /// Adds a batch's sums of loss and terms.
    pub(crate) fn add(&mut self, loss: f64, terms: &Terms) {
        self.loss = Some(self.loss() + loss);
        self.terms.add(terms);
        self.batches += 1;
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

    /// The record of an epoch that has gone through all of `n` images.
    pub(crate) fn record(&self, n: usize) -> EpochRecord {
        let share = 1.0 / n as f64;
        EpochRecord {
            epoch: self.epoch,
            loss: self.loss() * share,
            terms: self.terms.times(share),
            test_loss: None,
            seconds: self.seconds,
        }
    }

    /// What cannot be after some batches of `n` images, if anything: `samples` codes of `latent`
    /// numbers are drawn for each.
    pub(crate) fn check(
        &self,
        n: usize,
        batch_size: usize,
        numbers_an_image: u64,
    ) -> Result<(), String> {
        if self.batches > n.div_ceil(batch_size) {
            let (batches, size) = (self.batches, batch_size);
            return Err(format!("{n} images have no {batches} batches of {size}"));
        }
        // A normal number takes two words of 32 bits, and now and then some more.
        let most = (n as u64).saturating_mul(numbers_an_image).saturating_mul(16);
        if self.noise > most.saturating_add(1 << 16) {
            return Err(format!("no epoch of {n} images draws so much noise: {}", self.noise));
        }
        let sums_are_finite = self.loss().is_finite() && self.terms.first_non_finite().is_none();
        if !sums_are_finite || !self.seconds.is_finite() {
            return Err("the sums of the epoch under way are not finite".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two batches of 4 of 8 images were learnt from.
    fn under_way() -> EpochProgress {
        let mut progress = EpochProgress::new(3);
        progress.add(10.0, &Terms::elbo(6.0, 4.0));
        progress.add(30.0, &Terms::elbo(20.0, 10.0));
        progress
    }

    #[test]
    fn sums_become_means() {
        let record = under_way().record(8);
        assert_eq!((record.epoch, record.loss), (3, 5.0));
        assert_eq!(record.terms, Terms::elbo(3.25, 1.75));
        assert_eq!(under_way().batches, 2);
    }

    #[test]
    fn an_order_is_the_epochs_own() {
        let order = |epoch, shuffle| {
            let config = TrainConfig { shuffle, ..TrainConfig::default() };
            EpochProgress::new(epoch).order(&config, 50)
        };
        assert_eq!(order(1, false), (0..50).collect::<Vec<i64>>());
        assert_eq!(order(1, true), order(1, true));
        assert_ne!(order(1, true), order(2, true));
        assert_ne!(order(1, true), order(1, false));
    }

    #[test]
    fn noise_goes_on_from_where_the_pass_stands() {
        let draw = |mut random: Random| random.standard_normal(&[3]).unwrap();
        let of = |progress: &EpochProgress| draw(progress.noise(0));
        let (first, second) = (EpochProgress::new(1), EpochProgress::new(2));
        assert_ne!(of(&first), of(&second));
        assert_ne!(of(&first), of(&EpochProgress { noise: 6, ..first.clone() }));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let check = |progress: EpochProgress| progress.check(8, 4, 2);
        assert_eq!(check(under_way()), Ok(()));
        assert!(check(EpochProgress { batches: 3, ..under_way() }).is_err());
        let most = (1 << 16) + 8 * 2 * 16;
        assert_eq!(check(EpochProgress { noise: most, ..under_way() }), Ok(()));
        assert!(check(EpochProgress { noise: most + 1, ..under_way() }).is_err());
        for number in [f64::NAN, f64::INFINITY] {
            assert!(check(EpochProgress { loss: Some(number), ..under_way() }).is_err());
            assert!(check(EpochProgress { seconds: number, ..under_way() }).is_err());
            let terms = Terms::elbo(1.0, number);
            assert!(check(EpochProgress { terms, ..under_way() }).is_err());
        }
    }
}
