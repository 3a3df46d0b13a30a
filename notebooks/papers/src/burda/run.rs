//! A row is trained stage by stage, and measured after each.

use std::path::{Path, PathBuf};

use vae_core::save::files::{read_json, write_json};
use vae_core::{Dataset, Provenance, Result, Trainer};

use super::images::images;
use super::measure::{StageResult, measure};
use super::protocol::{STAGES, model, new_model, training};
use super::rows::Row;
use crate::place::another_protocol;
use crate::{Job, Measured, Observer, Place};

fn results_file(folder: &Path) -> PathBuf {
    folder.join(<Vec<StageResult>>::FILE)
}

/// What was measured so far.
fn results(folder: &Path) -> Result<Vec<StageResult>> {
    let path = results_file(folder);
    if path.exists() { read_json(&path) } else { Ok(Vec::new()) }
}

pub(super) fn run(
    row: &Row,
    job: &Job,
    place: &Place,
    stages: Option<usize>,
    observe: &mut Observer,
) -> Result<()> {
    let last = place.last_stage(stages, STAGES)?;
    let folder = job.folder(place);
    let mut done = results(&folder)?;
    if done.len() >= last {
        return Ok(());
    }
    let (train, test) = images(place)?;
    let mut trainer = trainer(row, job.seed, &folder.join("run"), &train)?;
    while done.len() < last {
        let stage = done.len() + 1;
        trainer.set_epochs(training(row, job.seed, stage).epochs)?;
        trainer.fit_with(&train, None, |progress| observe(progress))?;
        if !trainer.is_finished() {
            return Ok(()); // broken off: the next call goes on
        }
        done.push(after_stage(&trainer, &test, place, stage)?);
        write_json(&results_file(&folder), &done)?;
    }
    Ok(())
}

/// Begun, or gone on with.
fn trainer(row: &Row, seed: u64, folder: &Path, train: &Dataset) -> Result<Trainer> {
    if !Trainer::can_resume(folder) {
        let vae = new_model(seed, train)?;
        return Trainer::new(vae, training(row, seed, 1))?.saving_to(folder);
    }
    let trainer = Trainer::resume(folder)?;
    let mut wanted = training(row, seed, 1);
    wanted.epochs = trainer.config().epochs;
    let is_ours =
        *trainer.config() == wanted && *trainer.vae().config() == model(train.image_shape());
    match is_ours {
        true => Ok(trainer),
        false => Err(another_protocol(folder)),
    }
}

fn after_stage(
    trainer: &Trainer,
    test: &Dataset,
    place: &Place,
    stage: usize,
) -> Result<StageResult> {
    let (vae, history) = (trainer.vae(), trainer.history());
    let (test, samples, [evidence, evidence_of_active], unreliable, active_units) =
        measure(vae, test, place, stage)?;
    let seconds = history.epochs.iter().map(|record| record.seconds);
    Ok(StageResult {
        stage,
        epochs: history.epochs.len(),
        train_loss: history.last().map_or(f64::NAN, |record| record.loss),
        fastest_epoch: seconds.min_by(f64::total_cmp).unwrap_or_default(),
        dataset: history.source.clone(),
        test,
        samples,
        evidence,
        unreliable,
        active_units,
        evidence_of_active,
    })
}
