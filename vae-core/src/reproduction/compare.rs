//! The thesis's numbers and ours, row by row.

use serde::{Deserialize, Serialize};

use super::classify::Accuracies;
use super::{Baseline, Experiment, Results, RunMeasurement, Sample, experiments};

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

/// Accuracies agree within half a percentage point.
const ACCURACY_TOLERANCE: f64 = 0.5;

impl Comparison {
    /// Every row, in order.
    pub(super) fn all(results: &Results) -> Vec<Self> {
        let mut rows = Vec::new();
        for experiment in experiments() {
            rows.extend(training_rows(&experiment, results.runs(experiment.name)));
        }
        for classifier in &results.classifiers {
            let name = classifier.baseline.name();
            rows.extend(classifier.accuracies.iter().filter_map(|accuracies| {
                accuracy_row(
                    name,
                    classifier.baseline.title(),
                    accuracies.values.clone(),
                    accuracies,
                )
            }));
        }
        for experiment in experiments() {
            rows.extend(code_rows(&experiment, results.runs(experiment.name)));
        }
        rows
    }

    fn new(key: String, quantity: String, unit: &str, ours: Sample) -> Self {
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
    fn beside(mut self, thesis: f64, place: &str, tolerance: f64) -> Self {
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

/// The losses at the thesis's epochs, then what it left out.
fn training_rows(experiment: &Experiment, runs: &[RunMeasurement]) -> Vec<Comparison> {
    let (name, title) = (experiment.name, experiment.title());
    let mut epochs: Vec<usize> = runs
        .iter()
        .flat_map(|r| &r.epochs)
        .map(|r| r.epoch)
        .collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut rows = Vec::new();
    for epoch in epochs {
        let records = runs.iter().flat_map(|run| &run.epochs);
        let losses = records.filter(|r| r.epoch == epoch).map(|r| r.loss);
        let Some(ours) = Sample::of(losses) else {
            continue;
        };
        let key = format!("{name}/epoch-{epoch}");
        let row = Comparison::new(
            key,
            format!("{title}: training loss, epoch {epoch}"),
            "nats",
            ours,
        );
        let thesis = experiment.thesis.iter().find(|(e, _)| *e == epoch);
        rows.push(match thesis {
            Some(&(_, loss)) => row.beside(loss, experiment.place, experiment.tolerance),
            None => row,
        });
    }
    let last = |f: fn(&RunMeasurement) -> f64| Sample::of(runs.iter().map(f));
    let more: [(&str, &str, &str, Option<Sample>); 6] = [
        ("test", "test loss", "nats", last(|r| r.test.loss)),
        (
            "reconstruction",
            "reconstruction on test images",
            "nats",
            last(|r| r.test.reconstruction),
        ),
        ("kl", "KL on test images", "nats", last(|r| r.test.kl)),
        (
            "train",
            "loss of the finished model on the training images",
            "nats",
            last(|r| r.train.loss),
        ),
        (
            "active",
            "active units",
            "",
            last(|r| r.active_units as f64),
        ),
        (
            "seconds",
            "seconds an epoch",
            "s",
            last(|r| r.seconds_per_epoch),
        ),
    ];
    rows.extend(
        more.into_iter()
            .filter_map(|(key, quantity, unit, sample)| {
                let (key, quantity) = (format!("{name}/{key}"), format!("{title}: {quantity}"));
                Some(Comparison::new(key, quantity, unit, sample?))
            }),
    );
    rows
}

impl Baseline {
    /// What tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pixels => "softmax on pixels",
            Self::AnnexF => "annex F's network, trained on labels",
        }
    }

    /// The thesis's accuracy with all labels, percent.
    pub fn thesis(self) -> f64 {
        match self {
            Self::Pixels => 91.56,
            Self::AnnexF => 97.69,
        }
    }
}

fn accuracy_row(
    name: &str,
    title: &str,
    values: Vec<f64>,
    accuracies: &Accuracies,
) -> Option<Comparison> {
    let (suffix, with) = match accuracies.labels {
        None => ("all".into(), "all labels".into()),
        Some(n) => (n.to_string(), format!("{n} labels")),
    };
    let ours = Sample::of(values.into_iter().map(|share| 100.0 * share))?;
    let quantity = format!("{title}: test accuracy, {with}");
    let row = Comparison::new(format!("{name}/{suffix}"), quantity, "%", ours);
    let baseline = Baseline::ALL.into_iter().find(|b| b.name() == name);
    Some(match (baseline, accuracies.labels) {
        (Some(baseline), None) => {
            let place = "section 5.2.3 rounds it";
            row.beside(baseline.thesis(), place, ACCURACY_TOLERANCE)
        }
        _ => row,
    })
}

/// The classifier on a frozen encoder's codes, over all seeds and draws.
fn code_rows(experiment: &Experiment, runs: &[RunMeasurement]) -> Vec<Comparison> {
    let Some(first) = runs.first() else {
        return Vec::new();
    };
    let title = format!("softmax on the codes of {}", experiment.title());
    let name = format!("{}/codes", experiment.name);
    first
        .classifiers
        .iter()
        .filter_map(|accuracies| {
            let all = runs.iter().flat_map(|run| &run.classifiers);
            let same = all.filter(|a| a.labels == accuracies.labels);
            accuracy_row(
                &name,
                &title,
                same.flat_map(|a| a.values.clone()).collect(),
                accuracies,
            )
        })
        .collect()
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
