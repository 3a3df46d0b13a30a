//! What is measured on a trained model, beyond its history.

use serde::{Deserialize, Serialize};
use tch::Tensor;

use super::classify::{Accuracies, Labels, classify_codes};
use super::neighbours::{TimeNeighbours, neighbour_confusion, time_neighbours};
use super::statistics::least;
use super::{Experiment, OutputDir};
use crate::classifier::{ConfusionMatrix, codes};
use vae_core::model::{code_variances, is_active};
use vae_core::save::HISTORY;
use vae_core::save::files::read_json;
use vae_core::{EpochRecord, Evaluation, Provenance, Result, Source, Vae, evaluate};

/// One finished training run, measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunMeasurement {
    /// The run's seed.
    pub seed: u64,
    /// The images that it was trained on.
    pub dataset: Source,
    /// How many.
    pub train_images: usize,
    /// Its records at the epochs that the thesis reports, the first and the last.
    pub epochs: Vec<EpochRecord>,
    /// The least time of an epoch's training steps, seconds: what runs beside it can only slow it.
    pub fastest_epoch: f64,
    /// The finished model on the images it was trained on.
    pub train: Evaluation,
    /// The finished model on the test images.
    pub test: Evaluation,
    /// The variance of each latent dimension's posterior mean over the training images.
    pub code_variances: Vec<f64>,
    /// How many of them are active.
    pub active_units: usize,
    /// The accuracy of a softmax layer on the model's codes, where the images have labels.
    pub classifiers: Vec<Accuracies>,
    /// For two dimensions and labels: whose nearest neighbour in the plane, among the test
    /// images, has which label.
    pub neighbours: Option<ConfusionMatrix>,
    /// For two dimensions and a film: how the plane keeps the order of the training images.
    pub time: Option<TimeNeighbours>,
}

/// Measures a finished run.
pub(super) fn measure(
    place: &OutputDir,
    experiment: &Experiment,
    seed: u64,
) -> Result<RunMeasurement> {
    let folder = place.run(experiment, seed);
    let vae = Vae::load(&folder)?;
    let history: Vec<EpochRecord> = read_json(&folder.join(HISTORY))?;
    let split = place.load(&experiment.dataset)?;
    let (z, z_test) = (codes(&vae, &split.train)?, codes(&vae, &split.test)?);
    let variances = code_variances(&z)?;
    let plane = experiment.latent == 2;
    let labels = Labels::of(&split);
    Ok(RunMeasurement {
        seed,
        dataset: split.source().clone(),
        train_images: split.train.len(),
        epochs: reported(&history, experiment),
        fastest_epoch: least(history.iter().map(|record| record.seconds)).unwrap_or_default(),
        train: evaluate(&vae, &split.train)?,
        test: evaluate(&vae, &split.test)?,
        active_units: variances.iter().filter(|&&v| is_active(v)).count(),
        code_variances: variances,
        classifiers: match &labels {
            Some(labels) => classify_codes(place, (&z, &z_test), labels)?,
            None => Vec::new(),
        },
        neighbours: match &labels {
            Some(labels) if plane => Some(neighbour_confusion(&z_test, labels.test)?),
            _ => None,
        },
        time: match labels {
            None if plane => Some(time_neighbours(&z)?),
            _ => None,
        },
    })
}

/// The first record, the last, and those of the thesis's epochs.
fn reported(history: &[EpochRecord], experiment: &Experiment) -> Vec<EpochRecord> {
    let last = history.len();
    let wanted = |epoch: usize| {
        epoch == 1 || epoch == last || experiment.thesis.iter().any(|&(e, _)| e == epoch)
    };
    history.iter().filter(|r| wanted(r.epoch)).cloned().collect()
}

/// Pixels as a matrix, for what compares planes with them.
pub(super) fn pixel_time(place: &OutputDir, source: &Source) -> Result<TimeNeighbours> {
    let train = place.load(source)?.train;
    let x: Tensor = train.range(0, train.len())?;
    time_neighbours(&x)
}
