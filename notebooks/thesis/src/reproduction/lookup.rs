//! Single numbers out of the results, over seeds and draws.

use super::intervals::paired;
use super::{
    Accuracies, Baseline, Comparison, Interval, PixelCost, Results, RunMeasurement, Sample,
};
use vae_core::Source;

impl Results {
    /// The runs of an experiment; none where it was not run.
    pub fn runs(&self, experiment: &str) -> &[RunMeasurement] {
        let found = self.trainings.iter().find(|t| t.name == experiment);
        found.map_or(&[], |t| &t.runs)
    }

    /// The row of the table that a key names.
    pub fn comparison(&self, key: &str) -> Option<&Comparison> {
        self.comparisons.iter().find(|row| row.key == key)
    }

    /// An experiment's training loss at an epoch, nats per image.
    pub fn loss_at(&self, experiment: &str, epoch: usize) -> Option<Sample> {
        let records = self.runs(experiment).iter().flat_map(|run| &run.epochs);
        Sample::of(records.filter(|r| r.epoch == epoch).map(|r| r.loss))
    }

    /// Its held-out loss at an epoch, nats per image.
    pub fn held_out_at(&self, experiment: &str, epoch: usize) -> Option<Sample> {
        let records = self.runs(experiment).iter().flat_map(|run| &run.epochs);
        Sample::of(records.filter(|r| r.epoch == epoch).filter_map(|r| r.test_loss))
    }

    /// Its training loss at the last epoch, nats per image.
    pub fn last_loss(&self, experiment: &str) -> Option<Sample> {
        let runs = self.runs(experiment).iter();
        Sample::of(runs.filter_map(|run| Some(run.epochs.last()?.loss)))
    }

    /// Its finished model's loss on the test images, nats per image.
    pub fn test_loss(&self, experiment: &str) -> Option<Sample> {
        Sample::of(self.runs(experiment).iter().map(|run| run.test.loss))
    }

    /// The accuracy of a classifier on pixels, percent; `None` labels are all.
    pub fn pixel_accuracy(&self, which: Baseline, labels: Option<usize>) -> Option<Sample> {
        let found = self.classifiers.iter().find(|c| c.baseline == which)?;
        percent(found.accuracies.iter(), labels)
    }

    /// The accuracy of a softmax layer on an experiment's frozen codes, percent.
    pub fn code_accuracy(&self, experiment: &str, labels: Option<usize>) -> Option<Sample> {
        let runs = self.runs(experiment).iter();
        percent(runs.flat_map(|run| &run.classifiers), labels)
    }

    /// How much more a softmax layer on an experiment's codes gets right than one on pixels with the
    /// same labels, percentage points: paired by draw, over seeds and draws.
    pub fn gain_by_codes(&self, experiment: &str, labels: Option<usize>) -> Option<Interval> {
        let with = |all: &'_ [Accuracies]| {
            let found = all.iter().find(|a| a.labels == labels)?;
            Some(found.values.clone())
        };
        let pixels = self.classifiers.iter().find(|c| c.baseline == Baseline::Pixels)?;
        let pixels = with(&pixels.accuracies)?;
        let less = |codes: Vec<f64>| {
            codes.iter().zip(&pixels).map(|(code, pixel)| 100.0 * (code - pixel)).collect()
        };
        let runs = self.runs(experiment).iter();
        paired(&runs.map(|run| with(&run.classifiers).map(less)).collect::<Option<Vec<_>>>()?)
    }

    /// What a data set's pixels cost whatever the model, or those of its synthetic stand-in.
    pub fn pixel_cost(&self, source: &Source) -> Option<&PixelCost> {
        let both = [source.clone(), source.synthetic_counterpart()];
        self.pixels.iter().find(|cost| both.contains(&cost.dataset))
    }
}

fn percent<'a>(
    accuracies: impl Iterator<Item = &'a Accuracies>,
    labels: Option<usize>,
) -> Option<Sample> {
    let same = accuracies.filter(|a| a.labels == labels);
    Sample::of(same.flat_map(|a| &a.values).map(|share| 100.0 * share))
}
