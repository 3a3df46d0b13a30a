//! A run's checkpoints in its folder: the newest, and the one before it.

use std::path::{Path, PathBuf};

use vae_base::files::{read, replace_keeping, write_json};
use vae_base::{Error, ErrorKind, Result};

use super::checkpoint_format;
use super::run_config::{CONFIG, HISTORY, MODEL, RunConfig};
use crate::model::Vae;
use crate::train::State;

const CHECKPOINT: &str = "checkpoint.safetensors";
/// The checkpoint before the newest.
const PREVIOUS: &str = "checkpoint.previous.safetensors";

/// Whether a folder holds a run that can go on.
pub(crate) fn can_resume(folder: &Path) -> bool {
    [CHECKPOINT, PREVIOUS].iter().any(|name| folder.join(name).exists())
}

/// Refuses a folder that holds a run already.
pub(crate) fn refuse_used(folder: &Path) -> Result<()> {
    if !can_resume(folder) && !folder.join(MODEL).exists() {
        return Ok(());
    }
    let remedy = "resume that run, remove it, or choose another folder";
    Err(Error::saved(folder, "it already holds a run", remedy))
}

/// Writes the checkpoint, and beside it what is read without resuming.
pub(crate) fn write(folder: &Path, state: &State) -> Result<()> {
    let path = folder.join(CHECKPOINT);
    let bytes = checkpoint_format::to_bytes(&path, state)?;
    replace_keeping(&path, &folder.join(PREVIOUS), &bytes)?;
    state.vae.save_weights(&folder.join(MODEL), false)?;
    write_json(&folder.join(CONFIG), &RunConfig::of_run(state))?;
    write_json(&folder.join(HISTORY), &state.history.epochs)
}

/// The run of a folder as its newest good checkpoint has it, and what is worth knowing of it:
/// that a newer one was damaged, and where the run stands instead. `own` makes the model anew
/// where parts of it are one's own.
///
/// # Errors
/// Where there is no checkpoint, none is intact, or the newest is intact and yet cannot be taken:
/// it may not be read, is of a newer format, or holds another model.
pub(crate) fn read_newest(
    folder: &Path,
    own: impl Fn() -> Result<Option<Vae>>,
) -> Result<(State, Option<String>)> {
    let (newest, previous) = (folder.join(CHECKPOINT), folder.join(PREVIOUS));
    let from_file = |path: &Path| checkpoint_format::from_bytes(path, &read(path)?, own()?);
    let earlier = |state: State, why: String| {
        let position = state.position();
        let note =
            format!("going on from the checkpoint before the newest, after {position}: {why}");
        Ok((state, Some(note)))
    };
    if !newest.exists() {
        return earlier(from_file(&previous)?, "the newest is missing".into()); // killed while saving
    }
    match from_file(&newest) {
        Ok(state) => Ok((state, None)),
        Err(error) if error.kind() == ErrorKind::Damaged => {
            let Ok(state) = from_file(&previous) else {
                return Err(error);
            };
            let aside = set_aside(folder)?;
            earlier(state, format!("{error} (it is kept as {aside})"))
        }
        Err(error) => Err(error),
    }
}

/// Moves a damaged newest checkpoint out of the way of the good one before it, under a name that
/// is not taken.
fn set_aside(folder: &Path) -> Result<String> {
    let from: PathBuf = folder.join(CHECKPOINT);
    let name = |n: usize| match n {
        1 => "checkpoint.damaged.safetensors".to_string(),
        n => format!("checkpoint.damaged-{n}.safetensors"),
    };
    let free = (1..).map(name).find(|name| !folder.join(name).exists());
    let name = free.unwrap_or_else(|| name(1));
    std::fs::rename(&from, folder.join(&name)).map_err(Error::io("rename", &from))?;
    Ok(name)
}
