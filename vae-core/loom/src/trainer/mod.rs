//! A trainer that learns nothing: it looks for the stop before each epoch, tells of it, and clears a
//! request where it ends, as vae-core's does.

#[allow(dead_code)] // it shows itself in notebooks
#[path = "../../../src/trainer/background.rs"]
mod background;
#[allow(dead_code)] // its flag is for signals
#[path = "../../../src/trainer/stop.rs"]
mod stop;

use std::ops::ControlFlow;

pub use stop::Stop;

use crate::Result;
use crate::dataset::{ImageSet, Provenance, Source};
use crate::train::History;

mod sync {
    pub use loom::sync::atomic::{AtomicBool, Ordering};
    pub use loom::sync::{Arc, Mutex, MutexGuard};
    pub use loom::thread;
}

mod progress {
    pub fn write_line(
        f: &mut std::fmt::Formatter<'_>,
        record: &usize,
        epochs: usize,
        _seconds_left: Option<f64>,
    ) -> std::fmt::Result {
        write!(f, "epoch {record}/{epochs}")
    }
}

pub struct Config {
    pub epochs: usize,
}

pub struct Vae;

impl Provenance for Vae {
    fn source(&self) -> &Source {
        &Source
    }
}

pub struct Progress {
    pub vae: Vae,
    pub record: usize,
    pub seconds_left: f64,
}

#[derive(Debug)]
pub struct Trainer {
    stop: Stop,
    history: History,
    epochs: usize,
}

impl Trainer {
    pub fn new(epochs: usize) -> Self {
        Self { stop: Stop::default(), history: History::default(), epochs }
    }

    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn config(&self) -> Config {
        Config { epochs: self.epochs }
    }

    pub fn set_epochs(&mut self, epochs: usize) {
        self.epochs = epochs;
    }

    pub fn is_finished(&self) -> bool {
        self.history.epochs.len() >= self.epochs
    }

    pub fn position(&self) -> String {
        format!("epoch {}", self.history.epochs.len())
    }

    pub fn fit_with(
        &mut self,
        train: &dyn ImageSet,
        _held_out: Option<&dyn ImageSet>,
        mut observe: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        while !self.is_finished() && !self.stop.is_requested() {
            train.batch();
            let record = self.history.epochs.len() + 1;
            self.history.epochs.push(record);
            let _ = observe(&Progress { vae: Vae, record, seconds_left: 0.0 });
        }
        self.stop.clear();
        Ok(())
    }
}
