//! An estimate of the evidence with its error, and the weight of an annealed chain.

use crate::compare::{named, number};
use crate::{Grade, solution};

/// Grades log 1/K Σ w and its standard error, from log w of K codes: nats.
pub fn estimate(mine: impl Fn(&[f64]) -> Option<(f64, f64)>) -> Grade {
    let log_w = [-3.1, -2.4, -4.0, -2.9, -2.2, -3.6];
    let Some((log_p, error)) = mine(&log_w) else {
        return Grade::Waits;
    };
    let n = log_w.len() as f64;
    let right = solution::estimate(&log_w);
    let weights = log_w.map(f64::exp);
    let mean = weights.iter().sum::<f64>() / n;
    let of = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / n;
        (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
    };
    let of_log_p = [
        (log_w.iter().sum::<f64>() / n, "that is the mean of the logarithms, the ELBO."),
        (mean.ln() + n.ln(), "that is the logarithm of the sum; the mean is wanted."),
        (mean, "that is the mean weight; its logarithm is wanted."),
    ];
    let of_error = [
        (of(&weights) / n.sqrt(), "that is the error of the mean weight, not of its logarithm."),
        (of(&weights) / mean, "that is how far one weight strays; a mean of K is surer."),
        (of(&log_w) / n.sqrt(), "that is the error of the mean *logarithm*: another number."),
        (of(&log_w), "that is the spread of the logarithms."),
        (
            right.1 * ((n - 1.0) / n).sqrt(),
            "divide the squares by K − 1: the mean is known from \
                                            the same weights.",
        ),
        (right.1.powi(2), "that is the variance: take its root."),
    ];
    named("log p̂", number(log_p, right.0, &of_log_p, ""))
        .then(|| named("the error", number(error, right.1, &of_error, "")))
        .then(|| survives(&mine))
}

/// exp(−800) is 0 in any float, and an error must not depend on how small all weights are.
fn survives(mine: &impl Fn(&[f64]) -> Option<(f64, f64)>) -> Grade {
    let far = [-803.1, -802.4, -804.0, -802.9];
    let (log_p, error) = solution::estimate(&far);
    let close = |a: f64, b: f64| (a - b).abs() < 1e-6;
    match mine(&far) {
        Some(found) if close(found.0, log_p) && close(found.1, error) => {
            Grade::right("and no weight is rounded to 0.")
        }
        _ => Grade::not_yet(
            "right for weights of moderate size. An image may well have log w = −800: what is \
             exp(−800) in a computer?",
        ),
    }
}

/// Grades log w of an annealed chain after one more temperature: from log w, β before and after,
/// log q₀(z) and log p(x, z) of the code where the chain stands.
pub fn annealed_weight(mine: impl Fn(f64, (f64, f64), f64, f64) -> Option<f64>) -> Grade {
    let (log_w, betas, log_start, log_joint) = (1.5, (0.3, 0.7), -2.0, -9.0);
    let Some(found) = mine(log_w, betas, log_start, log_joint) else {
        return Grade::Waits;
    };
    let right = solution::annealed_weight(log_w, betas, log_start, log_joint);
    let gain = right - log_w;
    let (before, after) = betas;
    let suspects = [
        (gain, "that is what the step adds; what was gathered before is lost."),
        (log_w - gain, "its sign: what does a code gain where the joint is larger than q₀?"),
        (
            log_w + after * (log_joint - log_start),
            "the new β alone: f at the old β is not divided \
                                                   out.",
        ),
        (log_w + (after - before) * log_joint, "q₀ counts too: it is in f with the power 1 − β."),
        (log_w + (log_joint - log_start), "that is the whole way from β = 0 to 1."),
        (log_w * gain, "logarithms of factors add up."),
    ];
    named("log w", number(found, right, &suspects, "")).then(|| at_rest(&mine))
}

/// Where β does not move, or both densities agree, a weight stays.
fn at_rest(mine: &impl Fn(f64, (f64, f64), f64, f64) -> Option<f64>) -> Grade {
    let stays = [((0.4, 0.4), -1.0, -5.0), ((0.1, 0.9), -3.0, -3.0)];
    let all = stays.iter().all(|&(betas, log_start, log_joint)| {
        mine(2.0, betas, log_start, log_joint).is_some_and(|w| (w - 2.0).abs() < 1e-9)
    });
    match all {
        true => Grade::right("each temperature adds its share of log p(x, z) − log q₀(z)."),
        false => Grade::not_yet("where β does not move, or q₀ is the joint, log w must stay."),
    }
}
