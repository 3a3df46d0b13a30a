//! What a paper is here: a table of rows, each of which is trained and measured with any seed.

use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::str::FromStr;

use vae_core::{Error, Result};

use crate::{Claim, Job, Place, Report, burda, cremer2018, kingma2013, kingma2014, rezende2015};

/// Hears of a job's progress, line by line, and may break it off: what was learnt is kept.
pub type Observer<'a> = dyn FnMut(&dyn fmt::Display) -> ControlFlow<()> + 'a;

/// A paper whose table is measured again. One folder of this crate implements it, and
/// [`Paper::ALL`] names it.
///
/// What a job measured is one JSON file in its folder, whose type implements
/// [`Measured`](crate::Measured); [`collect`](crate::collect) gathers those files.
pub trait Protocol: fmt::Debug + Sync {
    /// The name on the command line and among the folders: first author and year.
    fn name(&self) -> &'static str;

    /// Authors, year and table.
    fn title(&self) -> &'static str;

    /// The protocol in words, and what of it was kept, for whoever reads the table.
    fn words(&self) -> &'static str;

    /// The names of the table's rows: with a seed, each is one job.
    fn rows(&self) -> Vec<&'static str>;

    /// How many seeds each row has where nobody says.
    fn seeds(&self) -> u64 {
        1
    }

    /// Whether a row is run with a seed: some serve the others of every seed, and are run once.
    fn has_seed(&self, row: &str, seed: u64) -> bool {
        let _ = (row, seed);
        true
    }

    /// What all of a row costs with one seed, in hours of two cores: measured steps times their
    /// number, rounded. 0 where there is no such row.
    fn hours(&self, row: &str) -> f64;

    /// Trains and measures one row with one seed in the job's folder, going on where an earlier
    /// call stopped; only as far as stage `stages` of the training, where it has stages.
    ///
    /// # Errors
    /// Where images are missing, the folder holds another run, or nothing can be written.
    fn run(
        &self,
        job: &Job,
        place: &Place,
        stages: Option<usize>,
        observe: &mut Observer,
    ) -> Result<()>;

    /// Gathers what is in the folders, made on one machine or on several, and sets it beside the
    /// paper.
    ///
    /// # Errors
    /// Where a file cannot be read, or two folders hold different results of one job.
    fn report(&self, folders: &[PathBuf]) -> Result<Report>;

    /// What the folders say of each row or sentence of the paper, a line each; also of those that
    /// were not run yet.
    ///
    /// # Errors
    /// As [`report`](Self::report).
    fn claims(&self, folders: &[PathBuf]) -> Result<Vec<Claim>>;
}

/// One of the papers whose tables are measured again.
#[derive(Debug, Clone, Copy)]
pub struct Paper(&'static dyn Protocol);

impl Paper {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self(&burda::Burda2016),
        Self(&kingma2014::Kingma2014),
        Self(&kingma2013::Kingma2013),
        Self(&rezende2015::Rezende2015),
        Self(&cremer2018::Cremer2018),
    ];

    /// More seeds than this are taken for a mistake.
    pub const MOST_SEEDS: u64 = 1_000;

    /// The paper of a protocol.
    pub const fn of(protocol: &'static dyn Protocol) -> Self {
        Self(protocol)
    }

    /// Its rows, and how they are run.
    pub fn protocol(self) -> &'static dyn Protocol {
        self.0
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
        let rows = self.0.rows().into_iter().filter(|row| self.0.has_seed(row, seed));
        rows.map(|row| Job { paper: self, row, seed }).collect()
    }
}

impl PartialEq for Paper {
    fn eq(&self, other: &Self) -> bool {
        self.0.name() == other.0.name()
    }
}

impl Eq for Paper {}

/// The name on the command line.
impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl FromStr for Paper {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.iter().copied().find(|paper| paper.0.name() == name);
        let names: Vec<_> = Self::ALL.iter().map(|paper| paper.0.name()).collect();
        known.ok_or_else(|| Error::config("--paper", name, format!("choose {}", names.join(", "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_paper_and_row_has_a_name_of_its_own_and_a_cost() {
        let names: BTreeSet<String> = Paper::ALL.iter().map(|p| p.to_string()).collect();
        assert_eq!(names.len(), Paper::ALL.len());
        for paper in Paper::ALL {
            assert_eq!(paper.to_string().parse::<Paper>().unwrap(), *paper);
            let rows: BTreeSet<_> = paper.protocol().rows().into_iter().collect();
            assert_eq!(rows.len(), paper.protocol().rows().len(), "{paper}");
            assert!(rows.iter().all(|row| paper.protocol().hours(row) > 0.0), "{paper}");
            assert_eq!(paper.protocol().hours("nobody's"), 0.0);
        }
    }
}
