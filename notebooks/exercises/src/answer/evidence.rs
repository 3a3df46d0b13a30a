//! Graders of answers about estimates of the evidence.

use super::choices::judged;
use super::snapped;
use crate::Grade;
use crate::compare::number;

/// 8 · From which variance of q = N(0, v) on is the variance of the weights finite, if the
/// posterior is N(0, 1)?
pub fn least_variance(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let right = 0.5_f64;
    let suspects = [
        (1.0, "a q a little narrower than the posterior still does: write the exponent down."),
        (right * right, "that is its square; a variance is wanted."),
        (right.sqrt(), "that is a standard deviation; a variance is wanted."),
        (2.0, "the other way round: which of the two densities is squared?"),
        (0.0, "then q has no width at all."),
    ];
    let mine = snapped(mine, &[right, right.sqrt()], 0.004);
    number(mine, right, &suspects, "a narrower q has weights whose error nobody can state.")
}

/// 8 · Which of these claims are sound? A's log p̂ by 5,000 samples is 1.9 nats above B's ELBO, so
/// A is better by 1.9; most images have two effective samples of 5,000, so log p(x) is probably
/// higher than reported; forward and reverse annealing differ by 0.05 nats on simulated images, so
/// the real ones' error is at most that; A is better than B by 0.4 ± 0.1 on the same images, both
/// by the same annealing with many effective chains.
pub fn sound_claims(mine: [Option<bool>; 4]) -> Grade {
    let clues = [
        "the first: how far may B's evidence lie above its ELBO?",
        "the second: on which side of log p(x) does an estimate lie that missed the posterior?",
        "the third: which images have an upper bound at all?",
        "the fourth: what differs between the two numbers, besides the models?",
    ];
    let praise = "compare like with like, and say on which side an estimate errs.";
    judged([false, true, false, true], mine, clues, praise)
}

/// 8 · What is wrong with an annealing whose estimate comes out too high? 1 the number of chains is
/// not divided out, 2 the weight is taken after the move instead of before, 3 q₀ is too narrow.
pub fn hasty_annealing(mine: Option<u8>) -> Grade {
    match mine {
        None => Grade::Waits,
        Some(2) => Grade::right("a chain that has moved up already is weighed where it is likely."),
        Some(1) => Grade::not_yet("that would be too high by log C, whatever the temperatures."),
        Some(3) => Grade::not_yet("then E[w] is still p(x), and an estimate errs downwards."),
        Some(other) => Grade::not_yet(format!("there is no {other} to choose: 1, 2 or 3.")),
    }
}

/// 8 · KL(g ‖ N(0, 1)) of the Gaussian g with mean 0 and variance ½, by which a heap of codes with
/// these moments is at least away from the prior.
pub fn least_distance(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let of = |v: f64| 0.5 * (v - 1.0 - v.ln());
    let (right, turned) = (of(0.5), of(2.0));
    let suspects = [
        (turned, "that is from the prior to g; the other direction is wanted."),
        (of(0.25), "½ is the variance, not σ."),
        (2.0 * right, "the factor ½ is missing."),
        (-right, "a divergence is never negative."),
    ];
    let mine = snapped(mine, &[right, turned, of(0.25)], 0.0006);
    number(mine, right, &suspects, "whatever the shape of the heap.")
}
