//! What is measured after a stage.

use serde::{Deserialize, Serialize};
use vae_core::dataset::{Binarised, ImageSet};
use vae_core::{Dataset, Evaluation, Result, Source, Vae, evaluate};
use vae_evidence::{Estimator, MeanEvidence};

use super::STAGES;
use super::inactive::{active_units, without_inactive};
use crate::Place;

/// One row after one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageResult {
    /// The stage, 1 to 8.
    pub stage: usize,
    /// Epochs up to its end.
    pub epochs: usize,
    /// The mean loss of its last epoch, nats.
    pub train_loss: f64,
    /// Seconds of the fastest epoch so far.
    pub fastest_epoch: f64,
    /// The images.
    pub dataset: Source,
    /// The ELBO of one sample on the measured test images.
    pub test: Evaluation,
    /// K of the estimates of log p(x).
    pub samples: i64,
    /// log p(x) of the measured test images.
    pub evidence: MeanEvidence,
    /// Of how many of them the estimate rests on few effective samples.
    pub unreliable: usize,
    /// Latent units whose posterior mean varies over the test images.
    pub active_units: usize,
    /// log p(x) again, without the others.
    pub evidence_of_active: MeanEvidence,
}

/// After all but the last stage, log p(x) is estimated on the first test images alone.
const SOME: usize = 1_000;

/// The samples of the paper's table.
const SAMPLES: i64 = 5_000;

pub(super) fn measure(
    vae: &Vae,
    test: &Dataset,
    place: &Place,
    stage: usize,
) -> Result<(Evaluation, i64, [MeanEvidence; 2], usize, usize)> {
    let images = if stage == STAGES || place.quick { test.len() } else { SOME.min(test.len()) };
    let measured = test.take(images)?;
    let samples = if place.quick { 50 } else { SAMPLES };
    let shown = Binarised::new(&measured, 0);
    let units = active_units(vae, &Binarised::new(test, 0))?;
    let (whole, unreliable) = estimate(vae, &shown, samples)?;
    let part = match units.len() as i64 == vae.config().latent || units.is_empty() {
        true => whole,
        false => estimate(&without_inactive(vae, &units)?, &shown, samples)?.0,
    };
    Ok((evaluate(vae, &shown)?, samples, [whole, part], unreliable, units.len()))
}

fn estimate(vae: &Vae, images: &dyn ImageSet, samples: i64) -> Result<(MeanEvidence, usize)> {
    let go_on = |_, _| std::ops::ControlFlow::Continue(());
    let estimator = Estimator::Importance { samples };
    let evidence = estimator.estimate_set(vae, images, 0, go_on)?;
    Ok((evidence.mean()?, evidence.unreliable()?))
}
