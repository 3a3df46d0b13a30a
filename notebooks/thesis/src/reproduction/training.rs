//! The training runs: begun, gone on with, recognised.

use std::ops::ControlFlow;

use super::{Experiment, OutputDir};
use vae_core::save::files::read_json;
use vae_core::save::{HISTORY, MODEL};
use vae_core::{EpochRecord, Error, Progress, Result, RunConfig, Trainer, Vae};

/// Whether the run is there with all its epochs.
pub(super) fn is_trained(place: &OutputDir, experiment: &Experiment, seed: u64) -> Result<bool> {
    let folder = place.run(experiment, seed);
    if [MODEL, HISTORY].iter().any(|name| !folder.join(name).exists()) {
        return Ok(false);
    }
    refuse_other_run(place, experiment, seed, &RunConfig::read(&folder)?)?;
    let history: Vec<EpochRecord> = read_json(&folder.join(HISTORY))?;
    Ok(history.len() == experiment.epochs(place.quick))
}

/// A folder's run must be that of the protocol.
fn refuse_other_run(
    place: &OutputDir,
    experiment: &Experiment,
    seed: u64,
    found: &RunConfig,
) -> Result<()> {
    let source = &experiment.dataset;
    let sources = [source.clone(), source.synthetic_counterpart()];
    let wanted = Some(experiment.training(seed, place.quick));
    let same_images = sources[..=usize::from(place.quick)].contains(&found.dataset);
    if same_images && found.model == experiment.model() && found.training == wanted {
        return Ok(());
    }
    Err(Error::saved(
        &place.run(experiment, seed),
        "it holds a run of another protocol",
        "choose another folder with --out, or remove this run",
    ))
}

/// Begins a run, or goes on with it.
pub(super) fn train(
    place: &OutputDir,
    experiment: &Experiment,
    seed: u64,
    observe: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<()> {
    let folder = place.run(experiment, seed);
    let split = place.load(&experiment.dataset)?;
    let mut trainer = if Trainer::can_resume(&folder) {
        let trainer = Trainer::resume(&folder)?;
        refuse_other_run(place, experiment, seed, &trainer.run_config())?;
        trainer
    } else {
        let vae = Vae::new(experiment.model(), seed)?;
        Trainer::new(vae, experiment.training(seed, place.quick))?.saving_to(&folder)?
    };
    if trainer.history().epochs.len() == trainer.config().epochs {
        // Stopped between the last checkpoint and the files that people read.
        return trainer.save_now();
    }
    trainer.fit_with(&split.train, Some(&split.test), observe)
}
