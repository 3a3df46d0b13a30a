//! Training in the background: the notebook stays at hand, and the run can be watched and
//! stopped.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::PoisonError;

use vae_base::dataset::{Dataset, ImageSet, Provenance};
use vae_base::{Error, Result};

use super::progress::write_line;
use super::sync::{Arc, Mutex, MutexGuard, thread};
use super::{Progress, Stop, Trainer};
use crate::train::History;

/// A training that runs in a thread of its own. Dropping it stops the training.
#[derive(Debug)]
pub struct BackgroundTraining {
    stop: Stop,
    status: Arc<Mutex<Status>>,
    /// Until the training is waited for.
    thread: Option<thread::JoinHandle<(Trainer, Result<()>)>>,
}

/// How far a training in the background has come.
#[derive(Debug, Clone)]
pub struct Status {
    /// What was measured so far.
    pub history: History,
    /// How many epochs the run has.
    pub epochs: usize,
    /// What the rest will take, seconds, at the pace so far; unknown in the first epoch.
    pub seconds_left: Option<f64>,
    /// How it ended, once it has: `finished`, `stopped after epoch 3, batch 17`, or an error.
    pub ended: Option<String>,
}

impl Trainer {
    /// Trains like [`fit`](Self::fit) in a thread of its own, and returns at once.
    ///
    /// What is computed meanwhile, another training say, takes its processor time from this one;
    /// each keeps its own bits.
    ///
    /// ```no_run
    /// # use vae_core::{Result, Split, Trainer};
    /// # fn cells(trainer: Trainer, data: Split) -> Result<()> {
    /// let training = trainer.fit_in_background(data.train.clone(), Some(data.test.clone()))?;
    /// println!("{}", training.progress());
    /// training.stop();
    /// let (trainer, ended) = training.wait();
    /// ended
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn fit_in_background(
        self,
        train: impl ImageSet + Send + 'static,
        held_out: Option<Dataset>,
    ) -> Result<BackgroundTraining> {
        let stop = self.stop();
        let status = Arc::new(Mutex::new(Status {
            history: self.history().clone(),
            epochs: self.config().epochs,
            seconds_left: None,
            ended: None,
        }));
        let shared = Arc::clone(&status);
        let thread = thread::Builder::new()
            .name("training".into())
            .spawn(move || run(self, &train, held_out, &shared))
            .map_err(|e| Error::config("background training", e, "close other programs"))?;
        Ok(BackgroundTraining { stop, status, thread: Some(thread) })
    }
}

fn run(
    mut trainer: Trainer,
    train: &dyn ImageSet,
    held_out: Option<Dataset>,
    status: &Mutex<Status>,
) -> (Trainer, Result<()>) {
    let _end = EndOnDrop(status);
    let held_out = held_out.as_ref().map(|images| images as &dyn ImageSet);
    let fit = || {
        trainer.fit_with(train, held_out, |progress| {
            lock(status).add(progress);
            ControlFlow::Continue(())
        })
    };
    // The stop button is for the cell in front.
    let outcome = notebook_front::uninterruptible(fit);
    lock(status).ended = Some(match &outcome {
        Err(error) => error.to_string(),
        Ok(()) if trainer.is_finished() => "finished".into(),
        Ok(()) => format!("stopped after {}", trainer.position()),
    });
    (trainer, outcome)
}

/// Says that a training has ended even where it panicked, in an image set of somebody's own, say.
struct EndOnDrop<'a>(&'a Mutex<Status>);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        let mut status = lock(self.0);
        let ended = status.ended.take();
        status.ended = Some(ended.unwrap_or_else(|| "ended by a panic".into()));
    }
}

fn lock(status: &Mutex<Status>) -> MutexGuard<'_, Status> {
    status.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BackgroundTraining {
    /// How far it has come; shows itself in a notebook as its last line.
    pub fn progress(&self) -> Status {
        lock(&self.status).clone()
    }

    /// Asks it to save, where it has a folder, and to stop after the batch under way.
    pub fn stop(&self) {
        self.stop.request();
    }

    /// Whether it has finished, stopped or failed.
    pub fn has_ended(&self) -> bool {
        lock(&self.status).ended.is_some()
    }

    /// Waits until it ends, and returns the trainer with the weights it has reached, and the
    /// error that it ended in, if any. [`Trainer::fit`] goes on where it stands.
    ///
    /// # Panics
    /// Never by itself; a panic of the training thread goes on here.
    pub fn wait(mut self) -> (Trainer, Result<()>) {
        let Some(thread) = self.thread.take() else {
            unreachable!("only wait takes the thread, and takes the training with it");
        };
        let outcome = thread.join();
        self.stop.clear(); // a request that came too late is not for the next call
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Nobody can stop the training any more, so it stops now.
impl Drop for BackgroundTraining {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.stop.request();
            let _ = thread.join();
        }
    }
}

impl Status {
    fn add(&mut self, progress: &Progress) {
        self.history.source = progress.vae.source().clone();
        self.history.epochs.push(progress.record.clone());
        self.seconds_left = Some(progress.seconds_left);
    }

    /// Shows it in a notebook: the last line of the log.
    pub fn evcxr_display(&self) {
        println!("{self}");
    }
}

/// `running: epoch  7/50  loss …`, or how it ended and its last line.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.ended.as_deref().unwrap_or("running"))?;
        match self.history.last() {
            Some(record) => write_line(f, record, self.epochs, self.seconds_left),
            None => write!(f, "no epoch of {} done yet", self.epochs),
        }
    }
}
