//! A paper's table beside ours.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use vae_core::display::Table as Shown;
use vae_core::{Error, Result};

use crate::burda::{ROWS, STAGES, StageResult, results};
use crate::{Job, Paper, Place};

/// Ours may lie so far above the paper and still have reached it, nats.
const CLOSE: f64 = 0.3;

/// One row with one seed: all its stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The row.
    pub row: String,
    /// The seed.
    pub seed: u64,
    /// The machine that trained it, where results of several were joined.
    pub folder: String,
    /// After each stage.
    pub stages: Vec<StageResult>,
}

/// What was measured for a paper's table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Every row and seed of which there is a stage.
    pub lines: Vec<Line>,
}

impl Table {
    /// Gathers what is in the folders, made on one machine or on several.
    ///
    /// # Errors
    /// Where a file cannot be read, or two folders hold different results of one job.
    pub fn collect(paper: Paper, folders: &[PathBuf]) -> Result<Self> {
        let mut lines: Vec<Line> = Vec::new();
        for folder in folders {
            let place = Place { folder: folder.clone(), quick: false };
            for job in jobs_in(paper, &place)? {
                let stages = results(&job.folder(&place))?;
                let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let line = Line { row: job.row.into(), seed: job.seed, folder: name, stages };
                add(&mut lines, line, &place)?;
            }
        }
        let place = |line: &Line| (ROWS.iter().position(|row| row.name == line.row), line.seed);
        lines.sort_by_key(place);
        Ok(Self { lines })
    }

    /// Paper, an independent reproduction, ours after the last stage there is, and the verdict.
    pub fn comparison(&self) -> Shown {
        let heads = [
            "",
            "paper",
            "nbip/IWAE",
            "ours",
            "test images",
            "seed",
            "stage",
            "without inactive units",
            "active units",
            "verdict",
        ];
        let samples: BTreeSet<i64> =
            self.lines.iter().filter_map(|line| Some(line.stages.last()?.samples)).collect();
        let samples: Vec<_> = samples.into_iter().map(|k| k.to_string()).collect();
        let caption = format!(
            "−log p(x) of the first test images by {} samples, nats; ± is the standard error over \
             images.",
            samples.join(" or ")
        );
        let table = Shown::new(caption, heads);
        self.lines.iter().fold(table, |table, line| match cells(line) {
            Some(cells) => table.row(cells),
            None => table,
        })
    }

    /// How −log p(x) falls from stage to stage.
    pub fn curve(&self) -> Shown {
        let stages = (1..=STAGES).map(|stage| format!("stage {stage}"));
        let heads = std::iter::once(String::new()).chain(stages);
        let table = Shown::new("−log p(x) after each stage, nats.", heads);
        self.lines.iter().fold(table, |table, line| {
            let name = format!("{}, seed {}", title(&line.row), line.seed);
            let falls = line.stages.iter().map(|stage| format!("{:.2}", -stage.evidence.log_p));
            table.row(std::iter::once(name).chain(falls))
        })
    }
}

fn title(row: &str) -> String {
    crate::burda::Row::named(row).map_or_else(|| row.to_string(), |row| row.title())
}

/// The jobs of which a folder holds a result.
fn jobs_in(paper: Paper, place: &Place) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for row in ROWS {
        let folder = place.folder.join(paper.to_string()).join(row.name);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue; // nothing of that row was run
        };
        for entry in entries {
            let name = entry.map_err(Error::io("read", &folder))?.file_name();
            let seed = name.to_string_lossy().strip_prefix("seed-").and_then(|n| n.parse().ok());
            jobs.extend(seed.map(|seed| Job { paper, row: row.name, seed }));
        }
    }
    Ok(jobs)
}

/// The longer of two results of one job, of which one must continue the other.
fn add(lines: &mut Vec<Line>, line: Line, place: &Place) -> Result<()> {
    if line.stages.is_empty() {
        return Ok(());
    }
    let Some(known) = lines.iter_mut().find(|l| l.row == line.row && l.seed == line.seed) else {
        lines.push(line);
        return Ok(());
    };
    let losses =
        |line: &Line| line.stages.iter().map(|s| s.train_loss.to_bits()).collect::<Vec<_>>();
    let (ours, theirs) = (losses(known), losses(&line));
    let shared = ours.len().min(theirs.len());
    if ours[..shared] != theirs[..shared] {
        let problem =
            format!("{}/seed-{} differs from that of {}", line.row, line.seed, known.folder);
        let remedy = "two machines gave two results of one job: name only one of the folders";
        return Err(Error::saved(&place.folder, problem, remedy));
    }
    if theirs.len() > ours.len() {
        *known = line;
    }
    Ok(())
}

fn cells(line: &Line) -> Option<[String; 10]> {
    let last = line.stages.last()?;
    let row = crate::burda::Row::named(&line.row)?;
    let ours = -last.evidence.log_p;
    let number = |nats: Option<f64>| nats.map(|nats| format!("{nats:.2}")).unwrap_or_default();
    Some([
        row.title(),
        number(row.paper),
        number(row.reproduction),
        format!("{ours:.2} ± {:.2}", last.evidence.standard_error),
        last.evidence.images.to_string(),
        line.seed.to_string(),
        format!("{} of {STAGES}", last.stage),
        format!("{:.2}", -last.evidence_of_active.log_p),
        last.active_units.to_string(),
        verdict(row.paper.or(row.reproduction), ours, &line.stages),
    ])
}

fn verdict(theirs: Option<f64>, ours: f64, stages: &[StageResult]) -> String {
    let Some(theirs) = theirs else {
        return String::new();
    };
    let above = ours - theirs;
    if stages.len() == STAGES {
        return match above <= CLOSE {
            true => format!("reached ({above:+.2})"),
            false => format!("not reached ({above:+.2})"),
        };
    }
    let fell = stages.windows(2).last().map(|pair| pair[1].evidence.log_p - pair[0].evidence.log_p);
    let fell = fell.map(|nats| format!("; the last stage brought {nats:.2}")).unwrap_or_default();
    format!("cut after stage {} ({above:+.2}){fell}", stages.len())
}
