//! The paper's table beside ours.

use std::collections::BTreeSet;

use vae_core::display::Table;

use super::{Row, STAGES, StageResult};
use crate::{Line, Measured};

/// Ours may lie so far above the paper and still have reached it, nats.
const CLOSE: f64 = 0.3;

/// All stages of a row that were measured.
impl Measured for Vec<StageResult> {
    const FILE: &'static str = "stages.json";

    fn reach(&self) -> usize {
        self.len()
    }

    fn agrees_with(&self, other: &Self) -> bool {
        self.iter().zip(other).all(|(a, b)| a.train_loss.to_bits() == b.train_loss.to_bits())
    }
}

/// Paper, an independent reproduction, ours after the last stage there is, and the verdict.
pub fn comparison(lines: &[Line<Vec<StageResult>>]) -> Table {
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
        lines.iter().filter_map(|line| Some(line.result.last()?.samples)).collect();
    let samples: Vec<_> = samples.into_iter().map(|k| k.to_string()).collect();
    let caption = format!(
        "−log p(x) of the first test images by {} samples, nats; ± is the standard error over \
         images.",
        samples.join(" or ")
    );
    let table = Table::new(caption, heads);
    lines.iter().fold(table, |table, line| match cells(line) {
        Some(cells) => table.row(cells),
        None => table,
    })
}

/// How −log p(x) falls from stage to stage.
pub fn curve(lines: &[Line<Vec<StageResult>>]) -> Table {
    let stages = (1..=STAGES).map(|stage| format!("stage {stage}"));
    let heads = std::iter::once(String::new()).chain(stages);
    let table = Table::new("−log p(x) after each stage, nats.", heads);
    lines.iter().fold(table, |table, line| {
        let name = format!("{}, seed {}", title(&line.row), line.seed);
        let falls = line.result.iter().map(|stage| format!("{:.2}", -stage.evidence.log_p));
        table.row(std::iter::once(name).chain(falls))
    })
}

fn title(row: &str) -> String {
    Row::named(row).map_or_else(|| row.to_string(), |row| row.title())
}

fn cells(line: &Line<Vec<StageResult>>) -> Option<[String; 10]> {
    let last = line.result.last()?;
    let row = Row::named(&line.row)?;
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
        verdict(row.paper.or(row.reproduction), ours, &line.result),
    ])
}

/// Ours against theirs, and what the last stage brought where the schedule was cut.
pub(super) fn verdict(theirs: Option<f64>, ours: f64, stages: &[StageResult]) -> String {
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
