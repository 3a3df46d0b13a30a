//! One row of one table with one seed: what a machine is asked to do.

use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::str::FromStr;

use serde::Serialize;
use vae_core::{Error, Progress, Result};

use crate::Place;
use crate::burda;

/// The papers whose tables are measured again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Paper {
    /// Burda, Grosse & Salakhutdinov (2016), table 1.
    #[serde(rename = "burda-2016")]
    Burda2016,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::Burda2016];

    /// More seeds than this are taken for a mistake.
    pub const MOST_SEEDS: u64 = 1_000;

    /// Authors, year and table.
    pub fn title(self) -> &'static str {
        "Burda, Grosse and Salakhutdinov (2016), table 1: importance-weighted autoencoders on MNIST"
    }

    /// Each row of its table with each seed below `seeds`.
    ///
    /// # Errors
    /// For more than [`MOST_SEEDS`](Self::MOST_SEEDS).
    pub fn jobs(self, seeds: u64) -> Result<Vec<Job>> {
        if seeds > Self::MOST_SEEDS {
            let remedy = format!("choose at most {}", Self::MOST_SEEDS);
            return Err(Error::config("seeds", seeds, remedy));
        }
        Ok((0..seeds).flat_map(|seed| self.jobs_of(seed)).collect())
    }

    /// Each row of its table with one seed.
    pub fn jobs_of(self, seed: u64) -> Vec<Job> {
        burda::ROWS.iter().map(|row| Job { paper: self, row: row.name, seed }).collect()
    }
}

/// The name on the command line.
impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("burda-2016")
    }
}

impl FromStr for Paper {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|paper| paper.to_string() == name);
        let names = Self::ALL.map(|paper| paper.to_string()).join(", ");
        known.ok_or_else(|| Error::config("--paper", name, format!("choose {names}")))
    }
}

/// One row of a table with one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Whose table.
    pub paper: Paper,
    /// The row.
    pub row: &'static str,
    /// Fixes initial weights and all noise.
    pub seed: u64,
}

impl Job {
    /// Its folder.
    pub fn folder(&self, place: &Place) -> PathBuf {
        place.folder.join(self.to_string())
    }

    /// What all of it costs, in hours of two cores: measured steps times their number, rounded.
    pub fn hours(&self) -> f64 {
        burda::Row::named(self.row).map_or(0.0, burda::hours)
    }

    /// Trains as far as stage `last` of the protocol and measures after each, going on where an
    /// earlier call stopped. `observe` hears of each epoch and may break; what was learnt is kept.
    ///
    /// # Errors
    /// Where images are missing, the folder holds another run, or nothing can be written.
    pub fn run(
        &self,
        place: &Place,
        last: usize,
        observe: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        match burda::Row::named(self.row) {
            Some(row) => burda::run(row, self, place, last, observe),
            None => Err(Error::config("job", self.row, "there is no such row")),
        }
    }
}

/// `burda-2016/iwae-5/seed-0`: also its folder.
impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/seed-{}", self.paper, self.row, self.seed)
    }
}
