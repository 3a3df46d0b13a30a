//! The table's rows, each on one line of the page of everything.

use vae_core::Pretrained;
use vae_core::display::text::duration;

use super::table::verdict;
use super::{Burda2016, ROWS, Row, STAGES, StageResult};
use crate::{Claim, Line, Protocol};

/// Every row, with each of its seeds.
pub(super) fn claims(lines: &[Line<Vec<StageResult>>]) -> Vec<Claim> {
    ROWS.iter().flat_map(|row| of_row(row, lines)).collect()
}

fn of_row(row: &Row, lines: &[Line<Vec<StageResult>>]) -> Vec<Claim> {
    let theirs = row.paper.or(row.reproduction);
    let source = if row.paper.is_some() { "" } else { " (nbip/IWAE)" };
    let claim = Claim {
        what: format!("−log p(x) of MNIST's test images, {}, nats", row.title()),
        theirs: theirs.map(|nats| format!("{nats:.2}{source}")).unwrap_or_default(),
        protocol: "the authors' program, binarised anew, 3,280 epochs in 8 stages".into(),
        command: format!("vae reproduce --paper {} --only {}", Burda2016.name(), row.name),
        ..Claim::default()
    };
    let run: Vec<Claim> = lines
        .iter()
        .filter(|line| line.row == row.name)
        .filter_map(|line| measured(&claim, theirs, line))
        .collect();
    if run.is_empty() { vec![claim.not_run(Burda2016.hours(row.name))] } else { run }
}

fn measured(claim: &Claim, theirs: Option<f64>, line: &Line<Vec<StageResult>>) -> Option<Claim> {
    let last = line.result.last()?;
    let ours = -last.evidence.log_p;
    let error = last.evidence.standard_error;
    let images = last.evidence.images;
    let seconds = last.fastest_epoch * last.epochs as f64;
    let kept = format!("mnist-burda-{}", line.row);
    let is_kept = line.seed == 0 && Pretrained::names().contains(&kept);
    Some(Claim {
        ours: format!("{ours:.2} after stage {} of {STAGES}", last.stage),
        verdict: verdict(theirs, ours, &line.result),
        seeds: format!("seed {}; ± {error:.2} (standard error of {images} images)", line.seed),
        time: format!("{} at its fastest epoch's pace", duration(seconds)),
        weights: if is_kept { format!("data/pretrained/{kept}") } else { String::new() },
        ..claim.clone()
    })
}
