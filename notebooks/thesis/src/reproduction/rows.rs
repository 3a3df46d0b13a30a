//! The rows of the table, from the measurements.

use std::collections::BTreeSet;

use super::statistics::least;
use super::{
    Accuracies, Baseline, Comparison, Experiment, PixelCost, Results, RunMeasurement, Sample,
    experiments,
};
use vae_core::Source;

/// Every row, in order: trainings, classifiers on pixels, classifiers on codes, pixels.
pub(super) fn all(results: &Results) -> Vec<Comparison> {
    let trained = || experiments().into_iter();
    let trainings = trained().flat_map(|e| training_rows(&e, results.runs(e.name)));
    let classifiers = results.classifiers.iter().flat_map(|classifier| {
        let which = classifier.baseline;
        let accuracies = classifier.accuracies.iter();
        accuracies
            .filter_map(move |a| accuracy_row(which.name(), which.title(), &a.values, a.labels))
    });
    let codes = trained().flat_map(|e| code_rows(&e, results.runs(e.name)));
    let pixels = results.pixels.iter().flat_map(pixel_rows);
    trainings.chain(classifiers).chain(codes).chain(pixels).collect()
}

/// The losses at the thesis's epochs, then what it left out.
fn training_rows(experiment: &Experiment, runs: &[RunMeasurement]) -> Vec<Comparison> {
    let mut rows = loss_rows(experiment, runs);
    let all = |f: fn(&RunMeasurement) -> f64| Sample::of(runs.iter().map(f));
    let bits = |f: fn(&RunMeasurement) -> f64| {
        let nats = runs.iter().map(f);
        Sample::of(nats.filter_map(|nats| experiment.bits_per_pixel(nats)))
    };
    let (nats, seconds) = ("nats", "s");
    let more = [
        ("test", "test loss", nats, all(|r| r.test.loss)),
        ("reconstruction", "reconstruction on test images", nats, all(|r| r.test.reconstruction)),
        ("kl", "KL on test images", nats, all(|r| r.test.kl)),
        ("train", "loss of the finished model on the training images", nats, all(|r| r.train.loss)),
        ("bits-train", "the same in bits per pixel", "", bits(|r| r.train.loss)),
        ("bits-test", "test loss in bits per pixel", "", bits(|r| r.test.loss)),
        ("active", "active units", "", all(|r| r.active_units as f64)),
        (
            "seconds",
            "seconds of the fastest epoch",
            seconds,
            Sample::of(least(runs.iter().map(|r| r.fastest_epoch))),
        ),
    ];
    rows.extend(more.into_iter().filter_map(|(key, quantity, unit, sample)| {
        let key = format!("{}/{key}", experiment.name);
        let quantity = format!("{}: {quantity}", experiment.title());
        Some(Comparison::new(key, quantity, unit, sample?))
    }));
    rows
}

/// The training loss at every recorded epoch.
fn loss_rows(experiment: &Experiment, runs: &[RunMeasurement]) -> Vec<Comparison> {
    let records = || runs.iter().flat_map(|run| &run.epochs);
    let epochs: BTreeSet<usize> = records().map(|r| r.epoch).collect();
    let row = |epoch| {
        let losses = records().filter(|r| r.epoch == epoch).map(|r| r.loss);
        let key = format!("{}/epoch-{epoch}", experiment.name);
        let quantity = format!("{}: training loss, epoch {epoch}", experiment.title());
        let row = Comparison::new(key, quantity, "nats", Sample::of(losses)?);
        let thesis = experiment.thesis.iter().find(|(e, _)| *e == epoch);
        Some(match thesis {
            Some(&(_, loss)) => row.beside(loss, experiment.place),
            None => row,
        })
    };
    epochs.into_iter().filter_map(row).collect()
}

impl Baseline {
    /// What tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pixels => "softmax on pixels",
            Self::AnnexF => "annex F's network, trained on labels",
        }
    }

    /// The accuracy with all labels in the author's notebook, percent; the thesis rounds it.
    pub fn thesis(self) -> f64 {
        match self {
            Self::Pixels => 91.56,
            Self::AnnexF => 97.69,
        }
    }

    /// What the thesis itself prints, percent.
    fn printed(self) -> u8 {
        match self {
            Self::Pixels => 92,
            Self::AnnexF => 98,
        }
    }

    /// Where it states it.
    fn place(self) -> &'static str {
        match self {
            Self::Pixels => "the author's notebook of annex G; section 5.2.3",
            Self::AnnexF => "the author's notebook of annex F; section 5.2.3",
        }
    }
}

/// A classifier's test accuracy; `name` is its key, and finds the thesis's number.
fn accuracy_row(
    name: &str,
    title: &str,
    values: &[f64],
    labels: Option<usize>,
) -> Option<Comparison> {
    let (suffix, with) = match labels {
        None => ("all".to_string(), "all labels".to_string()),
        Some(n) => (n.to_string(), format!("{n} labels")),
    };
    let ours = Sample::of(values.iter().map(|share| 100.0 * share))?;
    let quantity = format!("{title}: test accuracy, {with}");
    let baseline = Baseline::ALL.into_iter().find(|b| b.name() == name);
    let quantity = match (baseline, labels) {
        (Some(baseline), None) => format!(
            "{quantity} (beside it the author's notebook; the thesis prints {}%)",
            baseline.printed()
        ),
        _ => quantity,
    };
    let row = Comparison::new(format!("{name}/{suffix}"), quantity, "%", ours);
    Some(match (baseline, labels) {
        (Some(baseline), None) => row.beside(baseline.thesis(), baseline.place()),
        _ => row,
    })
}

/// The classifier on a frozen encoder's codes, over all seeds and draws.
fn code_rows(experiment: &Experiment, runs: &[RunMeasurement]) -> Vec<Comparison> {
    let title = format!("softmax on the codes of {}", experiment.title());
    let name = format!("{}/codes", experiment.name);
    let all = || runs.iter().flat_map(|run| &run.classifiers);
    let labels: BTreeSet<Option<usize>> = all().map(|a: &Accuracies| a.labels).collect();
    let row = |labels| {
        let same = all().filter(|a| a.labels == labels);
        let values: Vec<f64> = same.flat_map(|a| a.values.clone()).collect();
        accuracy_row(&name, &title, &values, labels)
    };
    labels.into_iter().filter_map(row).collect()
}

/// The floor and the ceiling of the losses on a data set.
fn pixel_rows(cost: &PixelCost) -> Vec<Comparison> {
    let name = match cost.dataset.synthetic_counterpart() {
        Source::SyntheticFaces => "pixels/frey",
        _ => "pixels/mnist",
    };
    let rows = [
        ("entropy", "the pixels' own entropy", cost.entropy),
        ("mean-image", "loss of the mean image", cost.mean_image),
    ];
    let rows = rows.into_iter().filter_map(|(key, quantity, nats)| {
        let quantity = format!("{}, training images: {quantity}", cost.dataset);
        Some(Comparison::new(format!("{name}-{key}"), quantity, "nats", Sample::of([nats])?))
    });
    rows.collect()
}
