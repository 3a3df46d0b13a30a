//! One row of one table with one seed: what a machine is asked to do.

use std::fmt;
use std::path::PathBuf;

use vae_core::{Error, Result};

use crate::{Observer, Paper, Place};

/// One row of a table with one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Whose table.
    pub paper: Paper,
    /// The row.
    pub row: &'static str,
    /// Fixes whatever chance there is.
    pub seed: u64,
}

impl Job {
    /// Its folder.
    pub fn folder(&self, place: &Place) -> PathBuf {
        place.folder.join(self.to_string())
    }

    /// What all of it costs, in hours of two cores.
    pub fn hours(&self) -> f64 {
        self.paper.protocol().hours(self.row)
    }

    /// What its paper answers where it has no row of that name.
    pub(crate) fn unknown(&self) -> Error {
        Error::config("job", self.row, "there is no such row")
    }

    /// Trains and measures it, going on where an earlier call stopped. `observe` hears of each
    /// epoch and may break; what was learnt is kept.
    ///
    /// # Errors
    /// Where images are missing, the folder holds another run, or nothing can be written.
    pub fn run(&self, place: &Place, stages: Option<usize>, observe: &mut Observer) -> Result<()> {
        self.paper.protocol().run(self, place, stages, observe)
    }
}

/// `burda-2016/iwae-5/seed-0`: also its folder.
impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/seed-{}", self.paper, self.row, self.seed)
    }
}
