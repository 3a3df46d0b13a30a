//! The loop over epochs and batches.

use std::ops::ControlFlow;
use std::time::Instant;

use super::Pass;
use crate::dataset::ImageSet;
use crate::{EpochRecord, Progress, Random, Result, Trainer, evaluate};

impl Trainer {
    /// Trains to the last epoch of the protocol and prints a line an epoch.
    ///
    /// Where it was [asked to stop](Self::stop), it saves and returns earlier, at any batch;
    /// [`is_finished`](Self::is_finished) tells, and another call goes on.
    ///
    /// # Errors
    /// Where the images do not fit the model, a loss or gradient is not finite, or a checkpoint
    /// cannot be written; the model keeps the weights it had reached.
    pub fn fit(&mut self, train: &dyn ImageSet, held_out: Option<&dyn ImageSet>) -> Result<()> {
        if let Some(line) = self.opening() {
            println!("{line}");
        }
        self.fit_with(train, held_out, |progress| {
            println!("{progress}");
            ControlFlow::Continue(())
        })?;
        if !self.is_finished() {
            println!("stopped after {}; fit goes on from there", self.place());
        }
        Ok(())
    }

    /// Trains like [`fit`](Self::fit) and shows each epoch to `observe`, which may look at the
    /// model, keep what it sees, and break off.
    pub fn fit_with(
        &mut self,
        train: &dyn ImageSet,
        held_out: Option<&dyn ImageSet>,
        mut observe: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        self.adopt_data(train)?;
        let (start, before) = (Instant::now(), self.batches_done(train.len()));
        while !self.is_finished() {
            let Some(record) = self.epoch(train, held_out)? else {
                return self.stop_here();
            };
            self.history.epochs.push(record.clone());
            self.pass = None;
            self.checkpoint(self.is_finished())?;
            let done = self.batches_done(train.len());
            let all = self.config.epochs * self.batches_an_epoch(train.len());
            let pace = start.elapsed().as_secs_f64() / (done - before).max(1) as f64;
            let flow = observe(&Progress {
                vae: &self.vae,
                record: &record,
                epochs: self.config.epochs,
                seconds_left: pace * (all - done) as f64,
            });
            if flow.is_break() {
                return self.stop_here();
            }
        }
        Ok(())
    }

    fn batches_an_epoch(&self, images: usize) -> usize {
        images.div_ceil(self.config.batch_size)
    }

    /// Batches learnt from since the run began.
    fn batches_done(&self, images: usize) -> usize {
        let under_way = self.pass.as_ref().map_or(0, |pass| pass.batches);
        self.history.epochs.len() * self.batches_an_epoch(images) + under_way
    }

    /// One pass over the images in a new order, or what is left of the one under way; none where
    /// it was asked to stop.
    fn epoch(
        &mut self,
        train: &dyn ImageSet,
        held_out: Option<&dyn ImageSet>,
    ) -> Result<Option<EpochRecord>> {
        let next = self.history.epochs.len() + 1;
        let mut pass = self.pass.clone().unwrap_or_else(|| Pass::new(next));
        let order = pass.order(&self.config, train.len());
        let mut noise = pass.noise(self.config.seed);
        for indices in order.chunks(self.config.batch_size).skip(pass.batches) {
            if self.is_asked_to_stop() {
                return Ok(None);
            }
            self.learn(&mut pass, train, indices, &mut noise)?;
            self.pass = Some(pass.clone());
            self.checkpoint_in_time()?;
        }
        let mut record = pass.record(train.len());
        if let Some(images) = held_out {
            let loss = evaluate(&self.vae, images)?.loss;
            self.refuse_infinite("held-out loss", loss)?;
            record.test_loss = Some(loss);
        }
        Ok(Some(record))
    }

    /// Learns one batch and adds its terms to the sums of the pass.
    fn learn(
        &mut self,
        pass: &mut Pass,
        train: &dyn ImageSet,
        indices: &[i64],
        noise: &mut Random,
    ) -> Result<()> {
        let start = Instant::now();
        let x = self.vae.adopt(&train.batch(indices)?)?;
        let eps = noise.standard_normal(&[x.size()[0], self.vae.config().latent])?;
        let (reconstruction, kl) = self.step(&x, &self.vae.adopt(&eps)?)?;
        self.refuse_infinite("reconstruction", reconstruction)?;
        self.refuse_infinite("KL", kl)?;
        pass.batches += 1;
        pass.noise = noise.position();
        pass.reconstruction += reconstruction;
        pass.kl += kl;
        pass.seconds += start.elapsed().as_secs_f64();
        Ok(())
    }
}
