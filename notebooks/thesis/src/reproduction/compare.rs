//! The thesis's numbers and ours, row by row.

use serde::{Deserialize, Serialize};

use super::{Interval, Sample};

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
    /// Half of the 95% interval for one further run of ours, where there are two runs or more.
    #[serde(alias = "tolerance")]
    pub interval: Option<f64>,
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
            interval: None,
            verdict: "the thesis gives none".into(),
        }
    }

    /// Sets the thesis's number beside ours and judges.
    pub(super) fn beside(mut self, thesis: f64, place: &str) -> Self {
        let further = self.ours.further_run();
        let difference = self.ours.mean - thesis;
        self.thesis = Some(thesis);
        self.place = place.into();
        self.difference = Some(difference);
        self.interval = further.map(|interval| interval.half);
        self.verdict = verdict(difference, further, self.ours.values.len());
        self
    }
}

/// The thesis has one run of each. If it were one of ours it would lie in their 95% interval for
/// a further run; one seed gives none.
fn verdict(difference: f64, further: Option<Interval>, n: usize) -> String {
    let Some(Interval { half, .. }) = further else {
        return "one run: not judged".into();
    };
    match difference {
        d if d.abs() <= half => format!("compatible (± {half:.2}, n = {n})"),
        d if d < 0.0 => format!("differs: ours is lower (± {half:.2}, n = {n})"),
        _ => format!("differs: ours is higher (± {half:.2}, n = {n})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_follow_the_numbers() {
        let of = |values: &[f64], thesis| {
            let ours = Sample::of(values.iter().copied()).unwrap();
            Comparison::new(String::new(), String::new(), "nats", ours).beside(thesis, "").verdict
        };
        assert_eq!(of(&[96.0, 96.1, 96.2], 96.5), "compatible (± 0.50, n = 3)");
        assert_eq!(of(&[96.0, 96.1, 96.2], 96.7), "differs: ours is lower (± 0.50, n = 3)");
        assert_eq!(of(&[96.0, 96.1, 96.2], 95.5), "differs: ours is higher (± 0.50, n = 3)");
        assert_eq!(of(&[96.0], 90.0), "one run: not judged");
    }
}
