//! What the thesis claims, and what our numbers leave of it. Every verdict and every number of
//! the evidence is computed.

mod classifiers;
mod frey;
mod mnist;
mod planes;

use serde::{Deserialize, Serialize};

use super::{Experiment, Results, Sample};

/// What is left of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Our numbers say the same.
    Holds,
    /// Some of them do.
    InPart,
    /// They say otherwise.
    Fails,
}

impl Verdict {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::InPart => "holds in part",
            Self::Fails => "does not hold",
        }
    }

    /// Holds, or else holds in part, or else fails.
    fn of(holds: bool, in_part: bool) -> Self {
        match (holds, in_part) {
            (true, _) => Self::Holds,
            (false, true) => Self::InPart,
            (false, false) => Self::Fails,
        }
    }
}

/// A claim of the thesis with our verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What quotes it.
    pub key: String,
    /// What the thesis says, in English.
    pub claim: String,
    /// Where it does.
    pub place: String,
    /// What counts as holding.
    pub rule: String,
    /// What is left of it.
    pub verdict: Verdict,
    /// The numbers behind that.
    pub evidence: String,
}

impl Claim {
    /// Every claim that the results suffice to judge, in the thesis's order.
    pub(super) fn all(results: &Results) -> Vec<Self> {
        let claims = [
            mnist::best(results),
            mnist::width(results),
            mnist::stalls(results),
            mnist::worst(results),
            frey::floor(results),
            frey::order(results),
            frey::more_epochs(results),
            frey::dimensions(results),
            classifiers::latents(results),
            classifiers::few_labels(results),
            planes::shapes(results),
            planes::film(results),
        ];
        claims.into_iter().flatten().collect()
    }
}

/// How far the thesis's losses of an experiment lie from our runs of another, nats: the mean
/// absolute difference over the epochs that both have.
fn distance(results: &Results, thesis: &str, ours: &str) -> Option<f64> {
    let epochs = Experiment::named(thesis)?.thesis.iter();
    let gaps =
        epochs.filter_map(|&(epoch, loss)| Some((results.loss_at(ours, epoch)?.mean - loss).abs()));
    Some(Sample::of(gaps)?.mean)
}

/// What luck of the seed explains: twice the larger of two spreads.
fn luck(a: &Sample, b: &Sample) -> f64 {
    2.0 * a.spread.unwrap_or(0.0).max(b.spread.unwrap_or(0.0))
}

/// The samples of the five latent sizes at 500 units on MNIST, `(z, sample)`.
fn by_latent(sample: impl Fn(&str) -> Option<Sample>) -> Vec<(i64, Sample)> {
    let latents = [2, 5, 10, 20, 50].into_iter();
    latents
        .filter_map(|z| Some((z, sample(&format!("mnist-z{z}"))?)))
        .collect()
}

/// `z = 2: 135.30 ± 0.10; z = 5: …`
fn list(samples: &[(i64, Sample)]) -> String {
    let parts = samples
        .iter()
        .map(|(z, s)| format!("z = {z}: {}", s.text(2)));
    parts.collect::<Vec<_>>().join("; ")
}
