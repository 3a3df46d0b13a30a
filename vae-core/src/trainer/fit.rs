//! The loop over epochs and batches.

use std::ops::ControlFlow;
use std::time::Instant;

use super::Pass;
use crate::{Dataset, EpochRecord, Error, Progress, Random, Result, Trainer, evaluate};

impl Trainer {
    /// Trains to the last epoch of the protocol and prints a line an epoch.
    ///
    /// # Errors
    /// Where the images do not fit the model, a loss is not finite, or a checkpoint cannot be
    /// written; the model keeps the weights it had reached.
    pub fn fit(&mut self, train: &Dataset, held_out: Option<&Dataset>) -> Result<()> {
        if let Some(note) = self.note() {
            println!("{note}");
        }
        self.fit_with(train, held_out, |progress| {
            println!("{progress}");
            ControlFlow::Continue(())
        })
    }

    /// Trains like [`fit`](Self::fit) and shows each epoch to `observe`, which may look at the
    /// model, keep what it sees, and break off.
    pub fn fit_with(
        &mut self,
        train: &Dataset,
        held_out: Option<&Dataset>,
        mut observe: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        self.adopt_data(train)?;
        let (start, before) = (Instant::now(), self.batches_done(train.len()));
        while self.history.epochs.len() < self.config.epochs {
            let mut record = self.epoch(train)?;
            if let Some(images) = held_out {
                record.test_loss = Some(evaluate(&self.vae, images)?.loss);
            }
            self.history.epochs.push(record.clone());
            self.pass = None;
            self.checkpoint(record.epoch == self.config.epochs)?;
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
                return self.checkpoint(true);
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

    /// One pass over the images in a new random order, or what is left of the one under way.
    fn epoch(&mut self, train: &Dataset) -> Result<EpochRecord> {
        let next = self.history.epochs.len() + 1;
        let mut pass = self.pass.take().unwrap_or_else(|| Pass::new(next));
        let order = pass.order(&self.config, train.len());
        let mut noise = pass.noise(self.config.seed);
        let batches = order.chunks(self.config.batch_size).skip(pass.batches);
        for indices in batches {
            pass = self.learn(pass, train, indices, &mut noise)?;
            self.pass = Some(pass.clone());
            self.checkpoint_in_time()?;
        }
        Ok(pass.record(train.len()))
    }

    /// Learns one batch and adds its terms to the sums of the pass.
    fn learn(
        &mut self,
        mut pass: Pass,
        train: &Dataset,
        indices: &[i64],
        noise: &mut Random,
    ) -> Result<Pass> {
        let start = Instant::now();
        let x = self.vae.adopt(&train.batch(indices)?)?;
        let eps = noise.standard_normal(&[x.size()[0], self.vae.config().latent])?;
        let (reconstruction, kl) = self.step(&x, &self.vae.adopt(&eps)?)?;
        pass.batches += 1;
        for (term, value) in [("reconstruction", reconstruction), ("KL", kl)] {
            self.refuse_infinite(term, value, &pass)?;
        }
        pass.noise = noise.position();
        pass.reconstruction += reconstruction;
        pass.kl += kl;
        pass.seconds += start.elapsed().as_secs_f64();
        Ok(pass)
    }

    fn refuse_infinite(&self, term: &'static str, value: f64, pass: &Pass) -> Result<()> {
        if value.is_finite() {
            return Ok(());
        }
        Err(Error::NotFinite {
            term,
            value,
            epoch: pass.epoch,
            batch: pass.batches,
            learning_rate: self.config.adam.learning_rate,
        })
    }
}
