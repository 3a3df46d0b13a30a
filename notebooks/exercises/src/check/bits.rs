//! Losses in one unit, whatever the likelihood.

use crate::compare::number;
use crate::{Grade, solution};

/// Grades bits per number of a picture from a density's −ELBO: nats per picture, and how many
/// numbers a picture has (chapter 10).
pub fn bits_per_number(mine: impl Fn(f64, f64) -> Option<f64>) -> Grade {
    let (nats, numbers) = (-4_000.0, 1_200.0);
    let Some(bits) = mine(nats, numbers) else {
        return Grade::Waits;
    };
    let right = solution::bits_per_number(nats, numbers);
    let step = 255_f64.log2();
    let suspects = [
        (right - step, "a density may be above 1; how wide is the step that one level stands for?"),
        (right - 2.0 * step, "a step is narrower than 1, so its mass is less than the density."),
        (right * numbers, "that is for the whole picture."),
        (nats / numbers + 255_f64.ln(), "those are nats."),
        (nats / numbers + step, "nats and bits are mixed: a bit is ln 2 nats."),
        (right - step + 8.0, "256 levels have 255 steps between them."),
    ];
    number(bits, right, &suspects, "one unit for densities and for probabilities of levels.")
}
