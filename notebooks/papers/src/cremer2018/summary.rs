//! What a program reads: the means, without the thousands of images that they are of.

use serde::Serialize;
use vae_core::{Evaluation, Source};

use super::gaps::{Gaps, Levels};
use super::table::{Parts, apart};
use crate::Line;
use crate::mean::Mean;

/// One model.
#[derive(Debug, Serialize)]
pub(super) struct Summary<'a> {
    row: &'a str,
    seed: u64,
    folder: &'a str,
    dataset: &'a Source,
    epochs: usize,
    train_loss: f64,
    test: Evaluation,
    /// Of training and of measuring.
    seconds: (f64, f64),
    learnt: Option<OfSet>,
    unseen: Option<OfSet>,
    /// Annealing less the grid.
    from_the_grid: Option<Mean>,
    /// The upper bound of simulated images less the lower.
    between_bounds: Option<Mean>,
}

/// One set of images, nats.
#[derive(Debug, Serialize)]
struct OfSet {
    encoder: Option<Mean>,
    gaussian: Option<Mean>,
    flow: Option<Mean>,
    log_p: Option<Mean>,
    gaps: Option<Parts>,
}

pub(super) fn summary(lines: &[Line<Gaps>]) -> Vec<Summary<'_>> {
    lines.iter().map(of).collect()
}

fn of(line: &Line<Gaps>) -> Summary<'_> {
    let Line { row, seed, folder, result } = line;
    let checks = result.checks.as_ref();
    Summary {
        row,
        seed: *seed,
        folder,
        dataset: &result.dataset,
        epochs: result.epochs,
        train_loss: result.train_loss,
        test: result.test,
        seconds: result.seconds,
        learnt: of_set(&result.learnt),
        unseen: of_set(&result.unseen),
        from_the_grid: checks.and_then(|checks| Mean::of(&checks.grid)),
        between_bounds: checks.and_then(|checks| Mean::of(&apart(&checks.above, &checks.below))),
    }
}

fn of_set(levels: &Levels) -> Option<OfSet> {
    let Levels { encoder, gaussian, flow, log_p } = levels;
    (!encoder.is_empty()).then(|| OfSet {
        encoder: Mean::of(encoder),
        gaussian: Mean::of(gaussian),
        flow: Mean::of(flow),
        log_p: Mean::of(log_p),
        gaps: Parts::of(levels),
    })
}
