//! Checkpoints: when a run is saved, and how it goes on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::file::{read, replace_keeping, write_json};
use crate::run::{CONFIG, HISTORY, MODEL};
use crate::run_folder::RunFolder;
use crate::{Error, Result, Trainer, run_state};

const CHECKPOINT: &str = "checkpoint.safetensors";
/// The checkpoint before the newest.
const PREVIOUS: &str = "checkpoint.previous.safetensors";
/// A checkpoint that could not be read, set aside.
const DAMAGED: &str = "checkpoint.damaged.safetensors";

/// A run is saved at least this often: with a step and the save itself, within a minute.
pub(crate) const SAVE_EVERY: Duration = Duration::from_secs(45);

impl Trainer {
    /// Saves the run into a folder from now on: after the first and the last epoch, after every
    /// epoch between as long as saving takes at most 2% of the time, and inside an epoch
    /// whenever the last save is 45 s old ([`saving_every`](Self::saving_every) changes that).
    ///
    /// # Errors
    /// Where the folder cannot be made, already holds a run, or another training uses it.
    pub fn saving_to(mut self, folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        if [CHECKPOINT, PREVIOUS, MODEL]
            .iter()
            .any(|name| folder.join(name).exists())
        {
            return Err(Error::Checkpoint {
                path: folder.to_path_buf(),
                problem: "it already holds a run".into(),
                remedy: "resume that run, remove it, or choose another folder".into(),
            });
        }
        self.folder = Some(RunFolder::open(folder)?);
        Ok(self)
    }

    /// Saves whenever the last save is so long ago: no more work than that, a step's and a
    /// save's can be lost.
    pub fn saving_every(mut self, interval: Duration) -> Self {
        self.save_every = interval;
        self
    }

    /// Whether a folder holds a run that can go on.
    pub fn can_resume(folder: impl AsRef<Path>) -> bool {
        [CHECKPOINT, PREVIOUS]
            .iter()
            .any(|name| folder.as_ref().join(name).exists())
    }

    /// Goes on with the run of a folder where its last checkpoint stands, and saves into it. On
    /// the same machine and with as many threads, the run then has the bits that it would have
    /// had without the interruption.
    ///
    /// Where the newest checkpoint is damaged, the one before it is taken; [`note`](Self::note)
    /// says so.
    ///
    /// # Errors
    /// Where there is no checkpoint, none is intact, or another training uses the folder.
    pub fn resume(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let newest = folder.join(CHECKPOINT);
        if !Self::can_resume(folder) {
            return Err(Error::Checkpoint {
                path: newest,
                problem: "there is no checkpoint".into(),
                remedy: "name the folder of a run, or start a new one".into(),
            });
        }
        let locked = RunFolder::open(folder)?;
        let mut trainer = match from_file(&newest) {
            Ok(trainer) => trainer,
            Err(error) => from_previous(folder, error)?,
        };
        trainer.folder = Some(locked);
        Ok(trainer)
    }

    /// What is worth knowing about how the run went on, if anything: that its newest checkpoint
    /// was damaged, and where the run stands instead.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Saves at the end of an epoch if there is a folder and a save is due.
    pub(crate) fn checkpoint(&mut self, last: bool) -> Result<()> {
        let every = self.save_every;
        self.save_if(|folder| last || folder.is_cheap() || folder.is_overdue(every))
    }

    /// Saves inside an epoch if there is a folder and the last save is too long ago.
    pub(crate) fn checkpoint_in_time(&mut self) -> Result<()> {
        let every = self.save_every;
        self.save_if(|folder| folder.is_overdue(every))
    }

    fn save_if(&mut self, due: impl Fn(&RunFolder) -> bool) -> Result<()> {
        let Some(mut folder) = self.folder.take_if(|folder| due(folder)) else {
            return Ok(());
        };
        let start = Instant::now();
        let result = self.save(folder.path());
        folder.saved_since(start);
        self.folder = Some(folder);
        result
    }

    /// Writes the checkpoint, and beside it what is read without resuming.
    fn save(&self, folder: &Path) -> Result<()> {
        let path = folder.join(CHECKPOINT);
        let bytes = run_state::to_bytes(&path, self)?;
        replace_keeping(&path, &folder.join(PREVIOUS), &bytes)?;
        self.vae.save_weights(&folder.join(MODEL), false)?;
        write_json(&folder.join(CONFIG), &self.run_config())?;
        write_json(&folder.join(HISTORY), &self.history.epochs)
    }
}

fn from_file(path: &Path) -> Result<Trainer> {
    run_state::from_bytes(path, &read(path)?)
}

/// The run of the checkpoint before the newest, which had `error`.
fn from_previous(folder: &Path, error: Error) -> Result<Trainer> {
    let previous = folder.join(PREVIOUS);
    let Ok(mut trainer) = from_file(&previous) else {
        return Err(error);
    };
    let aside = set_aside(folder)?;
    let place = trainer.place();
    trainer.note = Some(format!(
        "going on from the checkpoint before the newest, after {place}: {error}{aside}"
    ));
    Ok(trainer)
}

/// Moves a damaged newest checkpoint out of the way of the good one before it.
fn set_aside(folder: &Path) -> Result<String> {
    let (from, to): (PathBuf, PathBuf) = (folder.join(CHECKPOINT), folder.join(DAMAGED));
    if !from.exists() {
        return Ok(String::new());
    }
    std::fs::rename(&from, &to).map_err(Error::io("rename", &from))?;
    Ok(format!(" (it is kept as {DAMAGED})"))
}
