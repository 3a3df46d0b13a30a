//! Counts and comparisons as bars.

use plotters::element::{Rectangle, Text};
use plotters::style::Color;
use plotters_backend::text_anchor::{HPos, VPos};

use super::axes::{self, Axis, Margins};
use super::card::{Drawn, error};
use super::elements::{at, words};
use super::geometry::padded;
use super::palette::{INK, SERIES};
use super::text::{number, thousands};
use super::{Figure, axes::Chart};
use vae_core::Result;

const PLOT: (f64, f64) = (600.0, 280.0);

/// How do these few values compare? One bar each, from zero, with the value at its end.
///
/// # Errors
/// [`ErrorKind::Figure`](vae_core::ErrorKind) for no bars, or a value that is not finite.
pub fn bars(title: &str, x_label: &str, y_label: &str, values: &[(&str, f64)]) -> Result<Figure> {
    let heights = finite(title, values.iter().map(|(_, value)| *value))?;
    let ticks = values.iter().enumerate();
    let ticks = ticks.map(|(i, (name, _))| (i as f64 + 0.5, name.to_string())).collect();
    let x = Axis::with_ticks(0.0, values.len() as f64, ticks, x_label).without_grid();
    let boxes: Vec<_> = heights
        .iter()
        .enumerate()
        .map(|(i, height)| (i as f64 + 0.15, i as f64 + 0.85, *height))
        .collect();
    let labelled = values.len() <= 16;
    let figure = draw(title, x, y_label, &boxes, labelled)?;
    let listed: Vec<_> =
        values.iter().map(|(name, value)| format!("{name}: {}", short(*value))).collect();
    Ok(figure.described(&format!("{y_label} by {x_label}: {}.", listed.join(", "))))
}

/// How are these values spread? Their counts in `bins` intervals of equal width.
///
/// # Errors
/// [`ErrorKind::Figure`](vae_core::ErrorKind) for no values or bins, or a value that is not finite.
pub fn histogram(title: &str, x_label: &str, values: &[f64], bins: usize) -> Result<Figure> {
    let values = finite(title, values.iter().copied())?;
    if !(1..=1000).contains(&bins) {
        return Err(error(title, format!("{bins} bins; choose from 1 to 1000")));
    }
    let (lo, hi) = padded(values.iter().copied(), 0.0);
    let width = (hi - lo) / bins as f64;
    let mut counts = vec![0usize; bins];
    for value in &values {
        counts[(((value - lo) / width) as usize).min(bins - 1)] += 1;
    }
    let boxes: Vec<_> = counts
        .iter()
        .enumerate()
        .map(|(i, count)| (lo + i as f64 * width, lo + (i + 1) as f64 * width, *count as f64))
        .collect();
    let x = Axis::linear(lo, hi, 7, x_label).without_grid();
    let figure = draw(title, x, "count", &boxes, false)?;
    let what = format!(
        "{} values ({x_label}) from {} to {}, counted in {bins} intervals.",
        thousands(values.len()),
        short(lo),
        short(hi)
    );
    Ok(figure.described(&what))
}

fn draw(
    title: &str,
    x: Axis,
    y_label: &str,
    boxes: &[(f64, f64, f64)],
    labelled: bool,
) -> Result<Figure> {
    let (lo, hi) = padded(boxes.iter().map(|b| b.2).chain([0.0]), 0.0);
    let room = 0.09 * (hi - lo);
    let (below, above) = (if lo < 0.0 { room } else { 0.0 }, if hi > 0.0 { room } else { 0.0 });
    let (lo, hi) = if boxes.iter().all(|b| b.2 == 0.0) { (0.0, 1.0) } else { (lo, hi) };
    let y = Axis::linear(lo - below, hi + above, 5, y_label);
    let margins = Margins::around(&x, &y, 12.0);
    Figure::draw_subpixel(title, margins.outside(PLOT.0, PLOT.1), |area| {
        let mut chart = axes::frame(area, &x, &y, &margins)?;
        chart.draw_series(boxes.iter().map(|(from, to, height)| {
            Rectangle::new([(*from, 0.0), (*to, *height)], SERIES[0].filled())
        }))?;
        if labelled { label(&mut chart, boxes) } else { Ok(()) }
    })
}

fn label(chart: &mut Chart<'_, '_>, boxes: &[(f64, f64, f64)]) -> Drawn {
    for (from, to, height) in boxes {
        let side = if *height < 0.0 { VPos::Top } else { VPos::Bottom };
        let style = at(words(12.0, INK), HPos::Center, side);
        let place = ((from + to) / 2.0, *height);
        chart.draw_series([Text::new(short(*height), place, style)])?;
    }
    Ok(())
}

fn short(value: f64) -> String {
    match value {
        v if v == v.trunc() && v.abs() < 1e15 && v >= 0.0 => thousands(v as usize),
        v if v.abs() >= 100.0 => number(v, 1),
        v if v.abs() >= 0.1 => number(v, 2),
        v => number(v, 4),
    }
}

fn finite(title: &str, values: impl Iterator<Item = f64>) -> Result<Vec<f64>> {
    let values: Vec<f64> = values.collect();
    if values.is_empty() {
        return Err(error(title, "there are no values"));
    }
    match values.iter().position(|v| !v.is_finite()) {
        Some(i) => Err(error(title, format!("value {i} is {}", values[i]))),
        None => Ok(values),
    }
}
