//! A row is trained on images, then measured.

use std::ops::ControlFlow;

use vae_core::dataset::Binarised;
use vae_core::save::files::write_json;
use vae_core::{Dataset, Provenance, Result, Source, Trainer, evaluate};
use vae_evidence::Estimator;

use super::outcome::{Outcome, Trained};
use super::protocol::{model, training};
use super::rows::Row;
use crate::images::load;
use crate::training::begun_or_gone_on;
use crate::{Job, Measured, Observer, Place};

/// log p(x) is estimated on the first test images alone.
const FIRST: usize = 1_000;

/// K of the estimates; in a quick run, few.
const SAMPLES: (i64, i64) = (1_000, 50);

pub(super) fn run(row: &Row, job: &Job, place: &Place, observe: &mut Observer) -> Result<()> {
    let folder = job.folder(place);
    let path = folder.join(Outcome::FILE);
    if path.exists() {
        return Ok(());
    }
    let split = load(&Source::Mnist, place)?;
    let (config, wanted) = (model(row, split.train.image_shape()), training(job.seed, place.quick));
    let mut trainer = begun_or_gone_on(&folder.join("run"), config, wanted)?;
    trainer.fit_with(&split.train, None, |progress| observe(progress))?;
    match trainer.is_finished() {
        true => write_json(&path, &Outcome::Images(measured(&trainer, &split.test, place)?)),
        false => Ok(()), // broken off: the next call goes on
    }
}

fn measured(trainer: &Trainer, test: &Dataset, place: &Place) -> Result<Trained> {
    let (vae, history) = (trainer.vae(), trainer.history());
    let samples = if place.quick { SAMPLES.1 } else { SAMPLES.0 };
    let first = test.take(FIRST.min(test.len()))?;
    let estimator = Estimator::Importance { samples };
    let go_on = |_, _| ControlFlow::Continue(());
    let seconds = history.epochs.iter().map(|record| record.seconds);
    let evidence = estimator.estimate_set(vae, &Binarised::new(&first, 0), 0, go_on)?;
    Ok(Trained {
        dataset: history.source.clone(),
        epochs: history.epochs.len(),
        train_loss: history.last().map_or(f64::NAN, |record| record.loss),
        fastest_epoch: seconds.min_by(f64::total_cmp).unwrap_or_default(),
        test: evaluate(vae, &Binarised::new(test, 0))?,
        samples,
        evidence: evidence.mean()?,
        first: evaluate(vae, &Binarised::new(&first, 0))?,
        unreliable: evidence.unreliable()?,
    })
}
