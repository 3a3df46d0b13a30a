//! Where the encoder puts images in the latent plane (thesis, figures 35 and 36).

use tch::Tensor;

use super::axes::{self, Axis, Margins};
use super::colouring::{Colouring, are_digits};
use super::dots::Dots;
use super::elements::{Haloed, Picture, Stroke, line};
use super::geometry::padded;
use super::palette::{INK, MUTED};
use super::raster::{encoded, matrix};
use super::text::thousands;
use super::{Figure, axes::Chart, card::Drawn};
use vae_core::{Provenance, Result};

const SIDE: f64 = 520.0;

/// Does the encoder keep the digits apart in the latent plane? `z` is `[N, 2]`; with `labels`, one
/// class a row, the points are coloured by class (thesis, figure 35, left), without them by their
/// place in the data, as for the frames of Frey Faces (figure 36). Dashed circles show one and two
/// standard deviations of the prior.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) unless `z` is `[N, 2]` with N at least 1 and as many
/// labels; [`ErrorKind::Figure`](vae_core::ErrorKind) for a number that is not finite.
pub fn latent_scatter(
    z: &Tensor,
    labels: Option<&[i64]>,
    from: &impl Provenance,
) -> Result<Figure> {
    scatter(z, labels, from)
}

fn scatter(z: &Tensor, labels: Option<&[i64]>, from: &impl Provenance) -> Result<Figure> {
    let (count, values) = matrix("latent_scatter", z, 2)?;
    let title = match labels {
        Some(labels) if are_digits(labels, from) => "Where does the encoder place each digit?",
        Some(_) => "Where does the encoder place each class?",
        None => "How does the encoder order the images?",
    };
    let colouring = Colouring::new(title, "latent_scatter", count, labels, from)?;
    let points: Vec<[f64; 2]> =
        values.chunks_exact(2).map(|p| [f64::from(p[0]), f64::from(p[1])]).collect();
    let (x, y) = equal_axes(&points);
    let margins = Margins::around(&x, &y, Colouring::ROOM);
    let layer = Picture {
        corners: [(x.lo, y.hi), (x.hi, y.lo)],
        png: encoded(title, dots(&points, &colouring, &x, &y).image())?,
        crisp: false,
    };
    let size = margins.outside(SIDE, SIDE);
    let figure = Figure::draw_subpixel(title, size, |area| {
        let mut chart = axes::frame(area, &x, &y, &margins)?;
        chart.draw_series([layer])?;
        prior(&mut chart, &x, &y)?;
        for (text, at) in apart(colouring.medians(&points), (x.hi - x.lo) * 20.0 / SIDE) {
            chart.draw_series([Haloed { at: (at[0], at[1]), text, size: 18.0, colour: INK }])?;
        }
        let place = (size.0 - Colouring::ROOM + 20.0, margins.top);
        colouring.legend(area, place, SIDE)
    })?;
    let what = format!(
        "{} images at their latent means, {}; dashed circles at 1 and 2 standard deviations of \
         the prior.",
        thousands(count),
        colouring.in_words()
    );
    Ok(figure.with_source(from.source()).described(&what))
}

/// Axes of one scale that hold all points.
fn equal_axes(points: &[[f64; 2]]) -> (Axis, Axis) {
    let range = |axis: usize| padded(points.iter().map(|p| p[axis]), 0.03);
    let (x, y) = (range(0), range(1));
    let half = (x.1 - x.0).max(y.1 - y.0) / 2.0;
    let axis = |(lo, hi): (f64, f64), label| {
        let middle = (lo + hi) / 2.0;
        Axis::linear(middle - half, middle + half, 8, label)
    };
    (axis(x, "z₁"), axis(y, "z₂"))
}

fn dots(points: &[[f64; 2]], colouring: &Colouring<'_>, x: &Axis, y: &Axis) -> Dots {
    let mut dots = Dots::new(SIDE, SIDE);
    let scale = SIDE / (x.hi - x.lo);
    let (radius, opacity) = match points.len() {
        0..=500 => (3.5, 0.85),
        501..=3000 => (2.4, 0.75),
        _ => (1.6, 0.65),
    };
    for (i, [a, b]) in points.iter().enumerate() {
        let place = ((a - x.lo) * scale, (y.hi - b) * scale);
        dots.add(place, radius, colouring.colour(i), opacity);
    }
    dots
}

/// Circles around the origin, as far as they are in view.
fn prior(chart: &mut Chart<'_, '_>, x: &Axis, y: &Axis) -> Drawn {
    for radius in [1.0, 2.0] {
        let turn = |i: i32| std::f64::consts::TAU * f64::from(i) / 120.0;
        let circle: Vec<_> =
            (0..=120).map(|i| (radius * turn(i).cos(), radius * turn(i).sin())).collect();
        let parts = super::geometry::clipped(&circle, (x.lo, x.hi), (y.lo, y.hi));
        chart.draw_series(parts.into_iter().map(|points| Stroke {
            points,
            style: line(MUTED, 1.0),
            dashed: true,
        }))?;
        let diagonal = radius * std::f64::consts::FRAC_1_SQRT_2;
        if diagonal < x.hi && diagonal < y.hi && x.lo < diagonal && y.lo < diagonal {
            chart.draw_series([Haloed {
                at: (diagonal, diagonal),
                text: format!("{radius}σ"),
                size: 11.0,
                colour: MUTED,
            }])?;
        }
    }
    Ok(())
}

/// Pushes texts that would cover each other apart, to about `distance`.
pub(super) fn apart<T>(mut places: Vec<(T, [f64; 2])>, distance: f64) -> Vec<(T, [f64; 2])> {
    for _ in 0..50 {
        for i in 0..places.len() {
            for j in 0..i {
                let (a, b) = (places[i].1, places[j].1);
                let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
                let length = dx.hypot(dy);
                if length >= distance {
                    continue;
                }
                let (ux, uy) = match length {
                    0.0 => (1.0, 0.0),
                    _ => (dx / length, dy / length),
                };
                let push = 0.25 * (distance - length);
                places[i].1 = [a[0] + push * ux, a[1] + push * uy];
                places[j].1 = [b[0] - push * ux, b[1] - push * uy];
            }
        }
    }
    places
}
