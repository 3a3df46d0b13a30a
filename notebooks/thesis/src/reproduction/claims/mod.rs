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

/// At how many of an experiment's epochs the thesis's loss lies in the 95% interval of one further
/// run of ours, and at how many there is such an interval.
fn compatible(results: &Results, thesis: &str, ours: &str) -> Option<(usize, usize)> {
    let epochs = Experiment::named(thesis)?.thesis.iter();
    let judged = epochs.filter_map(|&(epoch, loss)| {
        Some(results.loss_at(ours, epoch)?.further_run()?.holds(loss))
    });
    let judged: Vec<bool> = judged.collect();
    Some((judged.iter().filter(|&&inside| inside).count(), judged.len()))
}

/// How the place of a claim begins that is not the thesis's.
const OURS: &str = "our own question on";

/// The samples of the five latent sizes at 500 units on MNIST, `(z, sample)`.
fn by_latent(sample: impl Fn(&str) -> Option<Sample>) -> Vec<(i64, Sample)> {
    let latents = [2, 5, 10, 20, 50].into_iter();
    latents.filter_map(|z| Some((z, sample(&format!("mnist-z{z}"))?))).collect()
}

/// `z = 2: 135.30 ± 0.10; z = 5: …`
fn list(samples: &[(i64, Sample)]) -> String {
    let parts = samples.iter().map(|(z, s)| format!("z = {z}: {}", s.text(2)));
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reproduction::{RunInfo, RunMeasurement, TrainingResult};
    use vae_core::{EpochRecord, Evaluation, Source};

    /// A run of which only the last loss matters.
    fn run(seed: u64, loss: f64) -> RunMeasurement {
        let evaluation = Evaluation { loss, reconstruction: loss, kl: 0.0, images: 1 };
        let record = EpochRecord {
            epoch: 50,
            loss,
            terms: vae_core::train::Terms::elbo(loss, 0.0),
            test_loss: None,
            seconds: 1.0,
        };
        RunMeasurement {
            seed,
            dataset: Source::Mnist,
            train_images: 1,
            epochs: vec![record],
            fastest_epoch: 1.0,
            train: evaluation,
            test: evaluation,
            code_variances: Vec::new(),
            active_units: 0,
            classifiers: Vec::new(),
            neighbours: None,
            time: None,
        }
    }

    /// Results of training runs with the given last losses, two seeds each.
    fn results(losses: &[(&str, [f64; 2])]) -> Results {
        let trainings = losses.iter().map(|&(name, [a, b])| TrainingResult {
            name: name.into(),
            runs: vec![run(0, a), run(1, b)],
        });
        let mut results = Results {
            format: 1,
            made: RunInfo::now("a test".into(), true, 1, 1),
            trainings: trainings.collect(),
            classifiers: Vec::new(),
            pixels: Vec::new(),
            pixel_time: None,
            comparisons: Vec::new(),
            claims: Vec::new(),
        };
        results.conclude();
        results
    }

    fn verdict(results: &Results, key: &str) -> Option<Verdict> {
        let claim = results.claims.iter().find(|claim| claim.key == key);
        claim.map(|claim| claim.verdict)
    }

    #[test]
    fn a_lead_must_exceed_the_luck_of_the_seed() {
        let with = |fifty| results(&[("mnist-z20", [96.0, 96.2]), ("mnist-z50", fifty)]);
        let best = |fifty| verdict(&with(fifty), "best-dimension");
        assert_eq!(best([97.5, 97.6]), Some(Verdict::Holds));
        assert_eq!(best([99.5, 99.6]), Some(Verdict::InPart));
        assert_eq!(best([96.2, 96.3]), Some(Verdict::Fails));
        assert_eq!(best([95.0, 95.1]), Some(Verdict::Fails));
        assert_eq!(verdict(&with([95.0, 95.1]), "stalls"), Some(Verdict::Fails));
        assert_eq!(verdict(&with([97.5, 97.6]), "stalls"), Some(Verdict::Holds));
    }

    #[test]
    fn the_width_is_the_nearer_one() {
        let at = |narrow, wide| {
            let losses = [("mnist-z20", narrow), ("mnist-z20-h700", wide)];
            verdict(&results(&losses), "width")
        };
        assert_eq!(at([96.4, 96.5], [95.8, 95.9]), Some(Verdict::Fails));
        assert_eq!(at([95.7, 95.8], [95.2, 95.2]), Some(Verdict::Holds));
    }

    #[test]
    fn what_was_not_measured_is_not_judged() {
        assert_eq!(results(&[("mnist-z20", [96.0, 96.2])]).claims, []);
    }

    #[test]
    fn the_readme_keeps_all_but_the_marked_part() {
        let results = results(&[("mnist-z20", [96.0, 96.2])]);
        let readme = "before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n";
        let new = results.update_readme(readme).unwrap();
        assert!(new.starts_with("before\n") && new.ends_with("after\n") && !new.contains("old"));
        assert!(new.contains("| 95.79 | 96.10 ± 0.14 | +0.31 |"), "{new}");
        assert_eq!(results.update_readme(&new).unwrap(), new);
        let error = results.update_readme("nothing").unwrap_err().to_string();
        assert!(error.contains("<!-- results -->"), "{error}");
    }
}
