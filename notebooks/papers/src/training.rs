//! A job's training: begun, or gone on with.

use std::path::Path;

use vae_core::{Result, TrainConfig, Trainer, Vae, VaeConfig};

use crate::place::another_protocol;

/// The training in a folder, as far as it came; where there is none, a new one of these settings.
///
/// # Errors
/// Where the folder holds another training, or cannot be written.
pub(crate) fn begun_or_gone_on(
    folder: &Path,
    config: VaeConfig,
    wanted: TrainConfig,
) -> Result<Trainer> {
    if !Trainer::can_resume(folder) {
        let vae = Vae::new(config, wanted.seed)?;
        return Trainer::new(vae, wanted)?.saving_to(folder);
    }
    let trainer = Trainer::resume(folder)?;
    match *trainer.config() == wanted && *trainer.vae().config() == config {
        true => Ok(trainer),
        false => Err(another_protocol(folder)),
    }
}
