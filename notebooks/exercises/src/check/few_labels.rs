//! Labels that are latent variables: the bound summed over them, and its best q(y|x).

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// log q(y|x) `[6, 4]`, and a bound of each class `[6, 4]`, nats.
fn inputs() -> (Tensor, Tensor) {
    let log_q = (numbers(&[6, 4], 80) * 2.0).log_softmax(1, Kind::Float);
    (log_q, numbers(&[6, 4], 81) * 5.0 - 90.0)
}

/// Grades the bound of an image without a label: log q(y|x) `[B, K]` and the bound of each class
/// `[B, K]` → `[B]` nats.
pub fn unlabelled_bound(mine: impl Fn(&Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (log_q, bounds) = inputs();
    let Some(bound) = mine(&log_q, &bounds) else {
        return Grade::Waits;
    };
    let right = solution::unlabelled_bound(&log_q, &bounds);
    let sum = |t: Tensor| t.sum_dim_intlist(1_i64, false, Kind::Float);
    let q = log_q.exp();
    let suspects = [
        (sum(&q * &bounds), "the entropy of q(y|x) is missing: −Σ q log q is part of the bound."),
        (sum(&q * (&bounds + &log_q)), "the entropy has the wrong sign: it is −Σ q log q."),
        (bounds.mean_dim(1_i64, false, Kind::Float), "each class counts by its q(y|x), not alike."),
        (sum(bounds.shallow_clone()), "each class counts by its q(y|x), not by 1."),
        (
            bounds.logsumexp(1_i64, false),
            "that is the bound of the best q(y|x), not of this one. (It is exercise 2.)",
        ),
        (
            sum(&q * (&bounds - &log_q)).mean(Kind::Float).expand([6], false),
            "that is the mean over images: one number each is wanted.",
        ),
    ];
    tensors(&bound, &right, &suspects, "").then(|| survives(&mine))
}

/// A class that is ruled out: q is 0 in any float, and log q is not −∞.
fn survives(mine: &impl Fn(&Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let log_q = (numbers(&[6, 4], 82) * 300.0).log_softmax(1, Kind::Float);
    let (_, bounds) = inputs();
    let right = solution::unlabelled_bound(&log_q, &bounds);
    match mine(&log_q, &bounds).map(|bound| tensors(&bound, &right, &[], "")) {
        Some(grade) if grade.is_right() => {
            Grade::right("each class counts by its q, and a class of q = 0 does no harm.")
        }
        _ => Grade::not_yet(
            "right where every class is possible. Where q(y|x) is 0 in float32, its logarithm is \
             −∞: take log q as it is given.",
        ),
    }
}

/// Grades the logarithm of the best q(y|x), from the bound of each class: `[B, K]` → `[B, K]`.
pub fn best_label(mine: impl Fn(&Tensor) -> Option<Tensor>) -> Grade {
    let (_, bounds) = inputs();
    let Some(log_q) = mine(&bounds) else {
        return Grade::Waits;
    };
    let suspects = [
        (bounds.softmax(1, Kind::Float), "that is q; its logarithm is wanted."),
        (bounds.shallow_clone(), "its exponentials do not add up to 1."),
        (bounds.log_softmax(0, Kind::Float), "the classes are in columns: normalise each row."),
        (
            &bounds - bounds.amax(1_i64, true),
            "its exponentials do not add up to 1: the highest is taken off, not the sum.",
        ),
    ];
    let praise = "q(y|x) in proportion to exp of each class's bound: Bayes' rule.";
    tensors(&log_q, &solution::best_label(&bounds), &suspects, praise)
}
