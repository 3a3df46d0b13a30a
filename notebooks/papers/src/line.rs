//! The results of jobs, gathered from the folders of one machine or of several.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vae_core::save::files::read_json;
use vae_core::{Error, Result};

use crate::{Job, Paper, Place};

/// What a job measures: one JSON file in its folder.
pub trait Measured: Serialize + DeserializeOwned {
    /// The file's name.
    const FILE: &'static str;

    /// How far the job came: of two results of one job the farther is kept, and one of 0 is none.
    fn reach(&self) -> usize;

    /// Whether this and another are results of one run, as far as both came.
    fn agrees_with(&self, other: &Self) -> bool;
}

/// One row with one seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line<T> {
    /// The row.
    pub row: String,
    /// The seed.
    pub seed: u64,
    /// The folder that it was found in: one a machine, where results of several were joined.
    pub folder: String,
    /// What was measured.
    pub result: T,
}

/// Every result in the folders, by row and seed.
///
/// # Errors
/// Where a file cannot be read, or two folders hold different results of one job.
pub fn collect<T: Measured>(paper: Paper, folders: &[PathBuf]) -> Result<Vec<Line<T>>> {
    let mut lines: Vec<Line<T>> = Vec::new();
    for folder in folders {
        let place = Place { folder: folder.clone(), quick: false };
        for job in jobs_in(paper, &place)? {
            let path = job.folder(&place).join(T::FILE);
            if !path.exists() {
                continue; // begun, and nothing measured yet
            }
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let result = read_json(&path)?;
            add(
                &mut lines,
                Line { row: job.row.into(), seed: job.seed, folder: name, result },
                &place,
            )?;
        }
    }
    let rows = paper.protocol().rows();
    lines.sort_by_key(|line| (rows.iter().position(|row| *row == line.row), line.seed));
    Ok(lines)
}

/// The jobs of which a folder holds something.
fn jobs_in(paper: Paper, place: &Place) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for row in paper.protocol().rows() {
        let folder = place.folder.join(paper.to_string()).join(row);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue; // nothing of that row was run
        };
        for entry in entries {
            let name = entry.map_err(Error::io("read", &folder))?.file_name();
            let seed = name.to_string_lossy().strip_prefix("seed-").and_then(|n| n.parse().ok());
            jobs.extend(seed.map(|seed| Job { paper, row, seed }));
        }
    }
    Ok(jobs)
}

/// The farther of two results of one job, of which one must continue the other.
fn add<T: Measured>(lines: &mut Vec<Line<T>>, line: Line<T>, place: &Place) -> Result<()> {
    if line.result.reach() == 0 {
        return Ok(());
    }
    let Some(known) = lines.iter_mut().find(|l| l.row == line.row && l.seed == line.seed) else {
        lines.push(line);
        return Ok(());
    };
    if !known.result.agrees_with(&line.result) {
        let problem =
            format!("{}/seed-{} differs from that of {}", line.row, line.seed, known.folder);
        let remedy = "two machines gave two results of one job: name only one of the folders";
        return Err(Error::saved(&place.folder, problem, remedy));
    }
    if line.result.reach() > known.result.reach() {
        *known = line;
    }
    Ok(())
}
