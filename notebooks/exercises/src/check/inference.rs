//! The bound, the inequality behind it, and the fit of q.

use crate::compare::number;
use crate::{Grade, solution};

/// A grid of codes from −6 to 6.
const STEP: f64 = 0.02;

fn normal(z: f64, mean: f64, log_var: f64) -> f64 {
    -0.5 * ((2.0 * std::f64::consts::PI).ln() + log_var + (z - mean).powi(2) / log_var.exp())
}

fn grid(f: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..=600).map(|i| f(-6.0 + f64::from(i) * STEP)).collect()
}

/// Grades the evidence lower bound on a grid: log p(x, z) and log q(z) at each code, and the
/// width of a cell (thesis, section 3.3.1).
pub fn bound(mine: impl Fn(&[f64], &[f64], f64) -> Option<f64>) -> Grade {
    let joint = grid(|z| normal(z, 0.0, 0.0) + normal(z, 0.9, -1.0) - 1.3);
    let q = grid(|z| normal(z, 0.4, -0.8));
    let Some(value) = mine(&joint, &q, STEP) else {
        return Grade::Waits;
    };
    let right = solution::bound(&joint, &q, STEP);
    let weighted = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        joint.iter().zip(&q).map(|(j, q)| f(*j, *q)).sum::<f64>() * STEP
    };
    let suspects = [
        (-right, "the sign is the other way round: that is the loss."),
        (right / STEP, "an integral is a sum times the width of a cell."),
        (weighted(&|j, q| q.exp() * j), "log q(z) is missing: a bound pays for being sure."),
        (weighted(&|j, q| q.exp() * (j + q)), "log q(z) is subtracted, not added."),
        (weighted(&|j, q| j.exp() * (j - q)), "the expectation is under q, not under the joint."),
        (weighted(&|j, _| j.exp()).ln(), "that is the log evidence itself: q has no part in it."),
    ];
    number(value, right, &suspects, "the mean under q of log p(x, z) − log q(z).")
}

/// Grades (E\[log U\], log E\[U\]) of equally probable values.
pub fn jensen(mine: impl Fn(&[f64]) -> Option<(f64, f64)>) -> Grade {
    let values = [0.2, 1.5, 0.7, 3.0, 0.05];
    let Some((mean_of_log, log_of_mean)) = mine(&values) else {
        return Grade::Waits;
    };
    let (first, second) = solution::jensen(&values);
    let sum: f64 = values.iter().sum();
    let log_of_sum = (sum.ln(), "that is the logarithm of the sum; a mean is wanted.");
    let swapped = (second, "the two have changed places.");
    let first_suspects = [swapped, (first * 5.0, "a sum where a mean is wanted.")];
    let named = |name: &str, grade: Grade| match grade {
        Grade::NotYet(what) => Grade::not_yet(format!("{name}: {what}")),
        other => other,
    };
    named("E[log U]", number(mean_of_log, first, &first_suspects, ""))
        .then(|| named("log E[U]", number(log_of_mean, second, &[log_of_sum], "")))
        .then(|| Grade::right("and the first is the smaller, whatever the values are."))
}

/// Grades one step of q up the bound, from φ = (μ, log σ²) with a rate.
pub fn climb(
    mine: impl Fn(&dyn Fn(f64, f64) -> f64, (f64, f64), f64) -> Option<(f64, f64)>,
) -> Grade {
    let hill = |mu: f64, log_var: f64| -2.0 * (mu - 1.0).powi(2) - 0.5 * (log_var + 1.0).powi(2);
    let (start, rate) = ((0.25, 0.5), 0.1);
    let Some((mu, log_var)) = mine(&hill, start, rate) else {
        return Grade::Waits;
    };
    let right = solution::climb(&hill, start, rate);
    let moved = |by: f64| (start.0 + by * (right.0 - start.0), start.1 + by * (right.1 - start.1));
    let near = |a: (f64, f64)| (mu - a.0).abs() < 1e-3 && (log_var - a.1).abs() < 1e-3;
    let grades = [
        (moved(-1.0), "it goes downhill."),
        (moved(2.0), "the step is twice too long: a central difference spans 2h."),
        (moved(0.5), "the step is half as long as it should be."),
        (moved(1.0 / rate), "the rate is missing."),
        (start, "it stays where it is."),
    ];
    if near(right) {
        return Grade::right("a step along the gradient of the bound.");
    }
    match grades.iter().find(|(place, _)| near(*place)) {
        Some((_, what)) => Grade::not_yet(*what),
        None if (mu - right.0).abs() < 1e-3 => Grade::not_yet("μ moves rightly, log σ² does not."),
        None if (log_var - right.1).abs() < 1e-3 => {
            Grade::not_yet("log σ² moves rightly, μ does not.")
        }
        None => Grade::not_yet("neither μ nor log σ² arrives where the gradient leads."),
    }
}
