//! The table's rows, each on one line of the page of everything.

use vae_core::display::text::duration;

use super::outcome::Outcome;
use super::rows::{Model, ROWS, Row};
use super::table::{Found, found, of_row};
use super::{Kingma2014, PUBLISHED, run, vae};
use crate::{Claim, Line, Protocol};

/// Every row; M1's with each of its classifiers.
pub(super) fn claims(lines: &[Line<Outcome>]) -> Vec<Claim> {
    ROWS.iter().flat_map(|row| of(row, &of_row(lines, row))).collect()
}

fn of(row: &Row, outcomes: &[&Outcome]) -> Vec<Claim> {
    let claim = Claim {
        what: format!("test error on MNIST, {}, {} labels, %", row.model.title(), row.labels),
        theirs: format!("{:.2}", row.paper),
        protocol: protocol(row.model),
        command: format!("vae reproduce --paper {} --only {}", Kingma2014.name(), row.name),
        weights: match row.model {
            Model::M2 => String::new(),
            _ => format!("data/pretrained/{PUBLISHED}"),
        },
        ..Claim::default()
    };
    let found = found(row, outcomes);
    if found.is_empty() {
        let draws = Kingma2014.seeds() as f64;
        return vec![claim.not_run(draws * row.hours)];
    }
    found.into_iter().map(|found| measured(&claim, row, found, outcomes)).collect()
}

fn measured(claim: &Claim, row: &Row, found: Found, outcomes: &[&Outcome]) -> Claim {
    let draws = found.test.n;
    let half = found.test.half.map(|half| format!("; ± {half:.2} (95%)")).unwrap_or_default();
    let what = format!("test error on MNIST, {}, {} labels, %", found.title, row.labels);
    Claim {
        what,
        ours: format!("{:.2}", found.test.mean),
        verdict: found.verdict,
        seeds: format!("{draws} draws{half}"),
        time: seconds(outcomes).map(duration).unwrap_or_default(),
        ..claim.clone()
    }
}

/// M2's epochs, of all draws, where it was trained: those that are recorded stand for the others.
fn seconds(outcomes: &[&Outcome]) -> Option<f64> {
    let of = |outcome: &&Outcome| {
        let recorded: f64 = outcome.curve.iter().map(|record| record.seconds).sum();
        recorded / outcome.curve.len().max(1) as f64 * outcome.epochs.0 as f64
    };
    Some(outcomes.iter().map(of).sum()).filter(|seconds: &f64| *seconds > 0.0)
}

fn protocol(model: Model) -> String {
    let (on_pixels, on_codes) = run::EPOCHS;
    match model {
        Model::M1 => format!(
            "codes of one VAE of {} epochs; ridge regression in place of an SVM",
            vae::EPOCHS
        ),
        Model::M2 => {
            format!("M2 on pixels binarised anew, {on_pixels} epochs of the authors' 3,000")
        }
        Model::Stacked => format!("M2 on M1's codes, {on_codes} epochs of the authors' 3,000"),
    }
}
