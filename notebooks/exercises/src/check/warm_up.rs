//! The weight of the KL term while training warms up.

use crate::Grade;

/// Grades the share of β in an epoch, counted from 1, that grows in equal steps to 1 in the epoch
/// `over` (Bowman and others, 2016).
pub fn warm_up(mine: impl Fn(usize, usize) -> Option<f64>) -> Grade {
    let Some(first) = mine(1, 4) else { return Grade::Waits };
    let at = |epoch, over| mine(epoch, over).unwrap_or(f64::NAN);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    if !near(first, 0.25) && near(at(5, 4), 1.0) && near(at(2, 4), 0.25) {
        return Grade::not_yet("it is an epoch late: the first epoch has number 1.");
    }
    if near(first, 0.25) && at(9, 4) > 1.0 {
        return Grade::not_yet("it grows on after the warm-up is over.");
    }
    let steps = [(1, 4), (2, 4), (3, 4), (4, 4), (1, 10), (7, 10), (1, 1)];
    let wrong = steps.iter().find(|(e, over)| !near(at(*e, *over), *e as f64 / *over as f64));
    if let Some((epoch, over)) = wrong {
        return Grade::not_yet(format!(
            "in epoch {epoch} of a warm-up over {over} the steps are not equal: it says {:.3}.",
            at(*epoch, *over)
        ));
    }
    match [5, 9, 100].iter().all(|epoch| near(at(*epoch, 4), 1.0)) {
        true => Grade::right("equal steps, and the whole weight from then on."),
        false => Grade::not_yet("after the warm-up the whole weight stays."),
    }
}
