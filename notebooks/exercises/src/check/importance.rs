//! The importance-weighted bound.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades log (1/K) Σ w of K codes for each image: log w `[K, B]` → `[B]` nats.
pub fn importance_bound(mine: impl Fn(&Tensor) -> Option<Tensor>) -> Grade {
    let log_weights = numbers(&[6, 4], 70) * 3.0 - 20.0;
    let Some(bound) = mine(&log_weights) else {
        return Grade::Waits;
    };
    let right = solution::importance_bound(&log_weights);
    let sum = log_weights.logsumexp(0_i64, false);
    let suspects = [
        (sum, "that is the logarithm of the sum; the weights' mean is wanted."),
        (
            log_weights.mean_dim(0_i64, false, Kind::Float),
            "that is the mean of the logarithms, the ELBO: the logarithm comes last.",
        ),
        (log_weights.amax(0_i64, false), "that is the largest weight alone."),
    ];
    tensors(&bound, &right, &suspects, "").then(|| survives(&mine))
}

/// exp(−800) is 0 in any float: the sum must be taken relative to its largest term.
fn survives(mine: &impl Fn(&Tensor) -> Option<Tensor>) -> Grade {
    let far = numbers(&[6, 4], 71) - 800.0;
    let right = solution::importance_bound(&far);
    match mine(&far).map(|bound| tensors(&bound, &right, &[], "")) {
        Some(grade) if grade.is_right() => {
            Grade::right("the logarithm of the mean weight, and no weight is rounded to 0.")
        }
        _ => Grade::not_yet(
            "right for weights of moderate size. An image may well have log w = −800: what is \
             exp(−800) in float32?",
        ),
    }
}
