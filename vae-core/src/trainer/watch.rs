//! Watching a training while it runs.

use std::ops::ControlFlow;
use std::time::Instant;

use super::Progress;
use crate::model::Vae;
use crate::train::{EpochProgress, History, State};

/// What looks on while a [`Trainer`](crate::Trainer) trains. It is called between two steps, so it
/// should be quick.
pub trait Watch {
    /// After each batch.
    fn after_batch(&mut self, progress: &BatchProgress) {
        let _ = progress;
    }

    /// After each epoch; may break the training off.
    fn after_epoch(&mut self, progress: &Progress) -> ControlFlow<()> {
        let _ = progress;
        ControlFlow::Continue(())
    }
}

/// Where a training stands inside an epoch.
#[derive(Debug, Clone, Copy)]
pub struct BatchProgress<'a> {
    /// The epoch under way, with the sums so far.
    pub epoch: &'a EpochProgress,
    /// Batches of an epoch.
    pub batches: usize,
    /// Images learnt from in this epoch.
    pub images: usize,
    /// The epochs behind it.
    pub history: &'a History,
    /// The model as it is now.
    pub vae: &'a Vae,
    /// How many epochs the run has.
    pub epochs: usize,
    /// What the rest will take, seconds, at the pace so far.
    pub seconds_left: f64,
}

impl BatchProgress<'_> {
    /// The mean loss of the epoch so far, nats per image.
    pub fn loss(&self) -> f64 {
        self.epoch.record(self.images.max(1)).loss
    }
}

/// A watch of epochs alone.
pub(super) struct EachEpoch<F>(pub(super) F);

impl<F: FnMut(&Progress) -> ControlFlow<()>> Watch for EachEpoch<F> {
    fn after_epoch(&mut self, progress: &Progress) -> ControlFlow<()> {
        (self.0)(progress)
    }
}

/// The pace of a training since this call of fit.
pub(super) struct Clock {
    start: Instant,
    before: usize,
    images: usize,
}

impl Clock {
    pub(super) fn start(state: &State, images: usize) -> Self {
        Self { start: Instant::now(), before: state.batches_done(images), images }
    }

    pub(super) fn seconds_left(&self, state: &State) -> f64 {
        let done = state.batches_done(self.images);
        let all = state.config.epochs * state.batches_an_epoch(self.images);
        let pace = self.start.elapsed().as_secs_f64() / (done - self.before).max(1) as f64;
        pace * all.saturating_sub(done) as f64
    }
}
