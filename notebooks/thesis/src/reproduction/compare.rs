//! The thesis's numbers and ours, row by row.

use serde::{Deserialize, Serialize};

use super::Sample;

/// One row: a quantity in the thesis and here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// What quotes it: `mnist-z2/epoch-50`.
    pub key: String,
    /// What it is, for people.
    pub quantity: String,
    /// `nats` or `%`, or nothing for a count.
    pub unit: String,
    /// The thesis's number, where it gives one.
    pub thesis: Option<f64>,
    /// Where it does.
    pub place: String,
    /// Ours, over seeds or draws.
    pub ours: Sample,
    /// Ours less the thesis's.
    pub difference: Option<f64>,
    /// How large a difference counts as agreement.
    pub tolerance: Option<f64>,
    /// What follows.
    pub verdict: String,
}

impl Comparison {
    pub(super) fn new(key: String, quantity: String, unit: &str, ours: Sample) -> Self {
        Self {
            key,
            quantity,
            unit: unit.into(),
            thesis: None,
            place: String::new(),
            ours,
            difference: None,
            tolerance: None,
            verdict: "the thesis gives none".into(),
        }
    }

    /// Sets the thesis's number beside ours and judges.
    pub(super) fn beside(mut self, thesis: f64, place: &str, tolerance: f64) -> Self {
        let difference = self.ours.mean - thesis;
        self.thesis = Some(thesis);
        self.place = place.into();
        self.difference = Some(difference);
        self.tolerance = Some(tolerance);
        self.verdict = verdict(difference, self.ours.spread, tolerance);
        self
    }
}

/// A difference within the tolerance agrees; one within twice the spread of our own runs could
/// be the luck of the seed; the rest differs.
fn verdict(difference: f64, spread: Option<f64>, tolerance: f64) -> String {
    let side = if difference < 0.0 { "lower" } else { "higher" };
    if difference.abs() <= tolerance {
        format!("agrees within {tolerance}")
    } else if spread.is_some_and(|spread| difference.abs() <= 2.0 * spread) {
        "agrees within twice the spread of our seeds".into()
    } else {
        format!("differs: ours is {side}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_follow_the_numbers() {
        assert_eq!(verdict(-0.1, Some(0.01), 0.1), "agrees within 0.1");
        assert!(verdict(0.3, Some(0.2), 0.1).contains("spread"));
        assert_eq!(verdict(0.3, None, 0.1), "differs: ours is higher");
        assert_eq!(verdict(-3.0, Some(0.1), 0.5), "differs: ours is lower");
    }
}
