//! One step of Adam.

use tch::Tensor;

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades what Adam subtracts at step t with α = 1e-3, β₁ = 0.9, β₂ = 0.999, ε = 1e-8; the
/// function moves both running means on (thesis, annex C).
pub fn adam(mine: impl Fn(&Tensor, &mut Tensor, &mut Tensor, i32) -> Option<Tensor>) -> Grade {
    let zeros = || numbers(&[4], 1).zeros_like();
    let (mut m, mut v, mut our_m, mut our_v) = (zeros(), zeros(), zeros(), zeros());
    for t in 1..=3 {
        let g = numbers(&[4], 20 + t as u32) * 3.0;
        let Some(change) = mine(&g, &mut m, &mut v, t) else {
            return Grade::Waits;
        };
        let before = (our_m.copy(), our_v.copy());
        let right = solution::adam(&g, &mut our_m, &mut our_v, t);
        let at = |what: &str| format!("step {t}: {what}");
        let plain = &our_m * 1e-3 / (our_v.sqrt() + 1e-8);
        let unrooted =
            &our_m * (1e-3 / (1.0 - 0.9_f64.powi(t))) / (&our_v / (1.0 - 0.999_f64.powi(t)) + 1e-8);
        let suspects = [
            (-&right, "what is returned is subtracted: the sign is the other way round."),
            (&g * 1e-3, "that is plain gradient descent: no means."),
            (plain, "means that start from 0 are too small at first; divide by 1 − βᵗ."),
            (unrooted, "v is a mean of squares: take its root."),
        ];
        let grade = tensors(&change, &right, &suspects, "");
        let grade = grade
            .then(|| moment("m, the mean of the gradients,", &m, &our_m, &before.0))
            .then(|| moment("v, the mean of their squares,", &v, &our_v, &before.1));
        if let Grade::NotYet(what) = grade {
            return Grade::NotYet(at(&what));
        }
    }
    Grade::right("three steps, and both running means with them.")
}

/// A running mean after the step.
fn moment(name: &str, mine: &Tensor, right: &Tensor, before: &Tensor) -> Grade {
    let kept = (before.copy(), "it has stayed what it was before the step.");
    match tensors(mine, right, &[kept], "") {
        Grade::NotYet(what) => Grade::not_yet(format!("{name}: {what}")),
        right => right,
    }
}
