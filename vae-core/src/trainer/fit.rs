//! The loop over epochs and batches.

use std::io::Write;
use std::ops::ControlFlow;
use std::time::Instant;

use tch::{Kind, Tensor};
use vae_base::dataset::{Binarised, ImageSet, white_above};
use vae_base::{Error, ErrorKind, Purpose, Random, Result};

use super::watch::{Clock, EachEpoch};
use super::{BatchProgress, Progress, Trainer, Watch};
use crate::model::{batches, evaluate};
use crate::train::gradient::Engine;
use crate::train::{Bound, EpochProgress, EpochRecord, Outcome, step};

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
        if let Some(line) = self.start_message() {
            say(&line);
        }
        self.fit_with(train, held_out, |progress| {
            say(&progress.to_string());
            ControlFlow::Continue(())
        })?;
        if !self.is_finished() {
            say(&format!("stopped after {}; fit goes on from there", self.position()));
        }
        Ok(())
    }

    /// Trains like [`fit`](Self::fit) and shows each epoch to `observe`, which may look at the
    /// model, keep what it sees, and break off.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_with(
        &mut self,
        train: &dyn ImageSet,
        held_out: Option<&dyn ImageSet>,
        observe: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        self.fit_watched(train, held_out, &mut EachEpoch(observe))
    }

    /// Trains like [`fit_with`](Self::fit_with), watched batch by batch as well.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_watched(
        &mut self,
        train: &dyn ImageSet,
        held_out: Option<&dyn ImageSet>,
        watch: &mut dyn Watch,
    ) -> Result<()> {
        self.check_images(train)?;
        match self.epochs(train, held_out, watch) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {
                self.stop_here()?;
                let position = self.position();
                Err(Error::interrupted(format!("stopped after {position}; fit goes on from there")))
            }
            outcome => outcome,
        }
    }

    fn epochs(
        &mut self,
        train: &dyn ImageSet,
        held_out: Option<&dyn ImageSet>,
        watch: &mut dyn Watch,
    ) -> Result<()> {
        let clock = Clock::start(&self.state, train.len());
        while !self.is_finished() {
            let Some(record) = self.epoch(train, held_out, &clock, watch)? else {
                return self.stop_here();
            };
            self.state.history.epochs.push(record.clone());
            self.state.progress = None;
            self.save_after_epoch(self.is_finished())?;
            let flow = watch.after_epoch(&Progress {
                vae: &self.state.vae,
                record: &record,
                epochs: self.state.config.epochs,
                seconds_left: clock.seconds_left(&self.state),
            });
            if flow.is_break() {
                return self.stop_here();
            }
        }
        self.clear_stop() // a request that came too late is not for the next call
    }

    /// One pass over the images in a new order, or what is left of the one under way; none where
    /// it was asked to stop.
    fn epoch(
        &mut self,
        train: &dyn ImageSet,
        held_out: Option<&dyn ImageSet>,
        clock: &Clock,
        watch: &mut dyn Watch,
    ) -> Result<Option<EpochRecord>> {
        let next = self.state.history.epochs.len() + 1;
        let mut progress = match &self.state.progress {
            Some(under_way) => under_way.clone(),
            None => EpochProgress::new(next),
        };
        let order = progress.order(&self.state.config, train.len());
        let mut noise = progress.noise(self.state.config.seed);
        let batch_size = self.state.config.batch_size;
        for indices in order.chunks(batch_size).skip(progress.batches) {
            if self.is_asked_to_stop() {
                return Ok(None);
            }
            self.learn(&mut progress, train, indices, &mut noise)?;
            self.state.progress = Some(progress.clone());
            self.save_in_time()?;
            watch.after_batch(&BatchProgress {
                epoch: &progress,
                batches: self.state.batches_an_epoch(train.len()),
                images: train.len().min(progress.batches * batch_size),
                history: &self.state.history,
                vae: &self.state.vae,
                epochs: self.state.config.epochs,
                seconds_left: clock.seconds_left(&self.state),
            });
        }
        let mut record = progress.record(train.len());
        if let Some(images) = held_out {
            let loss = self.held_out_loss(images, next)?;
            if !loss.is_finite() {
                return Err(self.not_finite("held-out loss", loss));
            }
            record.test_loss = Some(loss);
        }
        Ok(Some(record))
    }

    /// Learns one batch and adds its terms to the sums of the epoch.
    fn learn(
        &mut self,
        progress: &mut EpochProgress,
        train: &dyn ImageSet,
        indices: &[i64],
        noise: &mut Random,
    ) -> Result<()> {
        let start = Instant::now();
        let x = self.shown(&train.batch(indices)?, progress)?;
        let eps = self.noise(indices.len(), noise)?;
        let place = || format!("epoch {}, batch {}", progress.epoch, progress.batches + 1);
        let outcome = self.step(progress.epoch, &x, &eps);
        match outcome.map_err(|error| error.in_place(place()))? {
            Outcome::NotFinite(term, value) => return Err(self.not_finite(&term, value)),
            Outcome::Learnt(loss, terms) => progress.add(loss, &terms),
        }
        progress.noise = noise.position();
        progress.seconds += start.elapsed().as_secs_f64();
        Ok(())
    }

    /// The images of a batch as they are learnt from.
    fn shown(&self, x: &Tensor, progress: &EpochProgress) -> Result<Tensor> {
        let x = self.state.vae.to_model_device(x)?;
        let config = &self.state.config;
        if !config.binarise {
            return Ok(x);
        }
        let batch = (progress.epoch as u64) << 32 | progress.batches as u64;
        let mut random = Random::stream(config.seed, Purpose::Binarisation, batch);
        white_above(&x, &random.uniform(&x.size())?)
    }

    /// ε for a batch of so many images.
    fn noise(&self, images: usize, random: &mut Random) -> Result<Tensor> {
        let rows = images as i64 * self.objective.samples();
        let eps = random.standard_normal(&[rows, self.state.vae.config().latent])?;
        self.state.vae.to_model_device(&eps)
    }

    pub(super) fn step(&mut self, epoch: usize, x: &Tensor, eps: &Tensor) -> Result<Outcome> {
        let objective = self.objective.as_ref();
        let engine = match &mut self.engine {
            Some(engine) => engine,
            none => {
                let (vae, precision) = (&self.state.vae, self.state.config.precision);
                none.insert(Engine::new(vae, objective, precision)?)
            }
        };
        step(&mut self.state, objective, engine, epoch, (x, eps))
    }

    /// The mean loss of the objective over images, always with the same noise, at the weights of
    /// the end of epoch `epoch`.
    fn held_out_loss(&self, images: &dyn ImageSet, epoch: usize) -> Result<f64> {
        let binarised = Binarised::new(images, 0);
        let images = match self.state.config.binarise {
            true => &binarised,
            false => images,
        };
        let by_formula = (self.objective.samples(), self.objective.bound(epoch));
        if let (1, Some(Bound::Elbo(beta))) = by_formula {
            let terms = evaluate(&self.state.vae, images)?;
            return Ok(terms.reconstruction + beta * terms.kl);
        }
        let mut random = Random::stream(0, Purpose::Evaluation, 0);
        let mut sum = 0.0;
        for (_, x) in batches(&self.state.vae, images) {
            let x = x?;
            let n = x.size()[0];
            let eps = self.noise(n as usize, &mut random)?;
            let loss = tch::no_grad(|| self.objective.loss(&self.state.vae, &x, &eps, epoch))?;
            sum += loss.value.f_to_kind(Kind::Double)?.f_double_value(&[])? * n as f64;
        }
        Ok(sum / images.len().max(1) as f64)
    }
}

/// A line of the log, which a closed pipe does not end the training for.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
