//! How a training run went (thesis, figures 21, 23, 25, 27 and 29).

use super::card::error;
use super::palette::{HELD_OUT, KL, RECONSTRUCTION, TRAINING};
use super::text::number;
use super::{Figure, Plot, Series};
use vae_core::{EpochRecord, History, Result};

/// Does the loss fall, and does it fall as far on images never trained on? The curves of the
/// thesis's figures 21, 23, 25, 27 and 29, with the held-out loss where it was measured.
///
/// If the first epochs dwarf the rest, the axis starts where the curve becomes readable, and the
/// figure says where it began.
///
/// # Errors
/// [`ErrorKind::Figure`](vae_core::ErrorKind) for a history without epochs, or with a loss that is
/// not finite.
pub fn loss_curve(history: &History) -> Result<Figure> {
    let training = points(history, |r| Some(r.loss));
    let held_out = points(history, |r| r.test_loss);
    let label = format!("{} (nats per image)", history.loss_name("").trim());
    let mut plot = Plot::new("How far does the loss fall?", "epoch", &label)
        .whole_x()
        .source(&history.source)
        .with(ended("training", &training).colour(TRAINING));
    if !held_out.is_empty() {
        plot = plot.with(ended("held-out", &held_out).colour(HELD_OUT).dashed());
    }
    focused(plot, &[training, held_out]).figure()
}

/// Which of the two terms falls: the reconstruction term −log p(x|z), or the KL term? Two panels,
/// since the terms differ in size (thesis, section 4.4).
///
/// # Errors
/// As [`loss_curve`].
pub fn loss_terms(history: &History) -> Result<Figure> {
    let panel = |name: &str, y_label: &str, colour, term: fn(&EpochRecord) -> Option<f64>| {
        let values = points(history, term);
        let plot = Plot::new(name, "epoch", y_label)
            .whole_x()
            .source(&history.source)
            .with(ended("", &values).colour(colour));
        focused(plot, &[values])
    };
    Plot::row(
        "Which term of the loss falls?",
        &[
            panel("Reconstruction", "−log p(x|z) (nats per image)", RECONSTRUCTION, |r| {
                r.term("reconstruction")
            }),
            panel("KL", "KL(q(z|x) ‖ p(z)) (nats per image)", KL, |r| r.term("kl")),
        ],
    )
}

/// Which run ends lowest? Training losses of several runs on shared axes, named at their ends.
///
/// # Errors
/// As [`loss_curve`]; also if there are no runs.
pub fn loss_curves(runs: &[(&str, &History)]) -> Result<Figure> {
    let title = "Which run ends lowest?";
    if let Some((name, _)) = runs.iter().find(|(_, history)| history.epochs.is_empty()) {
        return Err(error(title, format!("the run {name:?} has no epochs")));
    }
    let mut plot = Plot::new(title, "epoch", "training −ELBO (nats per image)").whole_x();
    let mut curves = Vec::new();
    for (name, history) in runs {
        let values = points(history, |r| Some(r.loss));
        plot = plot.with(ended(name, &values)).source(&history.source);
        curves.push(values);
    }
    focused(plot, &curves).figure()
}

fn points(history: &History, term: impl Fn(&EpochRecord) -> Option<f64>) -> Vec<(f64, f64)> {
    let records = history.epochs.iter();
    records.filter_map(|record| Some((record.epoch as f64, term(record)?))).collect()
}

/// A curve that tells its last value.
fn ended(name: &str, values: &[(f64, f64)]) -> Series {
    let end = values.last().map_or(String::new(), |(_, y)| number(*y, 2));
    let label = match name.is_empty() {
        true => end,
        false => format!("{name}: {end}"),
    };
    let series = Series::new(label, values.to_vec());
    if values.len() <= 12 { series.with_dots() } else { series }
}

/// Leaves the first epochs out of view when they would press all others flat.
fn focused(plot: Plot, curves: &[Vec<(f64, f64)>]) -> Plot {
    let all: Vec<(f64, f64)> = curves.concat();
    let last = all.iter().map(|p| p.0).fold(0.0, f64::max);
    let settled = || all.iter().filter(|p| p.0 > 0.1 * last).map(|p| p.1);
    let highest = all.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let (lo, hi) =
        (settled().fold(f64::INFINITY, f64::min), settled().fold(f64::NEG_INFINITY, f64::max));
    let span = hi - lo;
    if last < 10.0 || span <= 0.0 || highest - lo < 4.0 * span {
        return plot;
    }
    let first = curves.iter().filter_map(|c| c.first());
    let starts: Vec<_> = first.map(|p| number(p.1, 1)).collect();
    let plot = plot.y_range(lo - 0.1 * span, lo + 2.0 * span);
    plot.note(format!("Out of view above: {} at epoch 1", starts.join(" and ")))
}
