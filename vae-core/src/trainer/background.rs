//! Training in the background: the notebook stays at hand, and the run can be watched and
//! stopped.

use std::fmt;
use std::ops::ControlFlow;

use vae_base::dataset::{Dataset, ImageSet, Provenance};
use vae_base::{Error, Result};

use super::progress::write_line;
use super::worker::{Shared, Worker};
use super::{Progress, Trainer};
use crate::train::History;

/// A training that runs in a thread of its own. Dropping it stops the training.
#[derive(Debug)]
pub struct BackgroundTraining(Worker<Status, (Trainer, Result<()>)>);

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
        let status = Status {
            history: self.history().clone(),
            epochs: self.config().epochs,
            seconds_left: None,
            ended: None,
        };
        let work = move |shared: &Shared<Status>| run(self, &train, held_out, shared);
        Worker::start("training", stop, status, work)
            .map(BackgroundTraining)
            .map_err(|e| Error::config("background training", e, "close other programs"))
    }
}

fn run(
    mut trainer: Trainer,
    train: &dyn ImageSet,
    held_out: Option<Dataset>,
    shared: &Shared<Status>,
) -> ((Trainer, Result<()>), String) {
    let held_out = held_out.as_ref().map(|images| images as &dyn ImageSet);
    let fit = || {
        trainer.fit_with(train, held_out, |progress| {
            shared.tell(|status| status.add(progress));
            ControlFlow::Continue(())
        })
    };
    // The stop button is for the cell in front.
    let outcome = notebook_front::uninterruptible(fit);
    let said = match &outcome {
        Err(error) => error.to_string(),
        Ok(()) if trainer.is_finished() => "finished".into(),
        Ok(()) => format!("stopped after {}", trainer.position()),
    };
    ((trainer, outcome), said)
}

impl BackgroundTraining {
    /// How far it has come; shows itself in a notebook as its last line.
    pub fn progress(&self) -> Status {
        let (status, ended) = self.0.news();
        Status { ended, ..status }
    }

    /// Asks it to save, where it has a folder, and to stop after the batch under way.
    pub fn stop(&self) {
        self.0.stop();
    }

    /// Whether it has finished, stopped or failed.
    pub fn has_ended(&self) -> bool {
        self.0.has_ended()
    }

    /// Waits until it ends, and returns the trainer with the weights it has reached, and the
    /// error that it ended in, if any. [`Trainer::fit`] goes on where it stands.
    ///
    /// # Panics
    /// Never by itself; a panic of the training thread goes on here.
    pub fn wait(self) -> (Trainer, Result<()>) {
        self.0.wait().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
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
