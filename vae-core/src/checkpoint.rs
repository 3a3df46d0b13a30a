//! Checkpoints: a run's whole state in one file, written all or nothing.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::file::{parse_json, read, write_atomically, write_json};
use crate::run::{CONFIG, HISTORY, MODEL, RunConfig, to_metadata};
use crate::tensor_file::{self, NamedTensors};
use crate::{Adam, EpochRecord, Error, History, Result, Trainer, Vae};

const CHECKPOINT: &str = "checkpoint.safetensors";

/// Saving takes at most this share of a run's time, however short its epochs are.
const LARGEST_SHARE: f64 = 0.02;

/// A folder that a running training writes to, locked against a second one.
#[derive(Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
    /// Held as long as the run lives.
    _lock: File,
    last_save: Option<Saved>,
}

#[derive(Debug, Clone, Copy)]
struct Saved {
    at: Instant,
    took: Duration,
}

/// What a checkpoint holds besides tensors.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunState {
    config: RunConfig,
    adam_step: u64,
    history: Vec<EpochRecord>,
}

impl RunFolder {
    fn open(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(Error::io("create the folder", path))?;
        let lock_path = path.join(".lock");
        let lock = File::create(&lock_path).map_err(Error::io("write", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(taken(path)),
            Err(TryLockError::Error(e)) => return Err(Error::io("lock", &lock_path)(e)),
        }
        Ok(Self {
            path: path.to_path_buf(),
            _lock: lock,
            last_save: None,
        })
    }

    /// Whether a save now keeps the time spent on saving within its share.
    fn is_due(&self) -> bool {
        self.last_save
            .is_none_or(|last| last.at.elapsed().mul_f64(LARGEST_SHARE) >= last.took)
    }
}

fn taken(path: &Path) -> Error {
    Error::Checkpoint {
        path: path.to_path_buf(),
        problem: "another training is writing to this folder".into(),
        remedy: "wait for it, stop it, or choose another folder".into(),
    }
}

impl Trainer {
    /// Saves the run into a folder from now on: after the first and the last epoch, and after
    /// every epoch between as long as saving takes at most 2% of the time.
    ///
    /// # Errors
    /// Where the folder cannot be made, already holds a run, or another training uses it.
    pub fn saving_to(mut self, folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        if [CHECKPOINT, MODEL]
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

    /// Whether a folder holds a run that can go on.
    pub fn can_resume(folder: impl AsRef<Path>) -> bool {
        folder.as_ref().join(CHECKPOINT).exists()
    }

    /// Goes on with the run of a folder where its last checkpoint stands, and saves into it.
    ///
    /// # Errors
    /// Where there is no checkpoint, it is damaged, or another training uses the folder.
    pub fn resume(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let path = folder.join(CHECKPOINT);
        if !path.exists() {
            return Err(Error::Checkpoint {
                path,
                problem: "there is no checkpoint".into(),
                remedy: "name the folder of a run, or start a new one".into(),
            });
        }
        let locked = RunFolder::open(folder)?;
        let (tensors, metadata) = tensor_file::from_bytes(&path, &read(&path)?)?;
        let state = metadata.get("run").map(String::as_str).unwrap_or_default();
        let state: RunState = parse_json(&path, state.as_bytes())?;
        state.config.validate(&path)?;
        let mut trainer = from_state(&path, state, tensors)?;
        trainer.folder = Some(locked);
        Ok(trainer)
    }

    /// Saves if there is a folder and a save is due.
    pub(crate) fn checkpoint(&mut self, last: bool) -> Result<()> {
        let Some(mut folder) = self.folder.take() else {
            return Ok(());
        };
        let result = if last || folder.is_due() {
            self.save(&mut folder)
        } else {
            Ok(())
        };
        self.folder = Some(folder);
        result
    }

    fn save(&self, folder: &mut RunFolder) -> Result<()> {
        let start = Instant::now();
        let config = self.run_config();
        let state = RunState {
            config: config.clone(),
            adam_step: self.adam.step,
            history: self.history.epochs.clone(),
        };
        let path = folder.path.join(CHECKPOINT);
        write_atomically(&path, &self.to_bytes(&path, &state)?)?;
        self.vae.save_weights(&folder.path.join(MODEL), false)?;
        write_json(&folder.path.join(CONFIG), &config)?;
        write_json(&folder.path.join(HISTORY), &self.history.epochs)?;
        folder.last_save = Some(Saved {
            at: Instant::now(),
            took: start.elapsed(),
        });
        Ok(())
    }

    fn to_bytes(&self, path: &Path, state: &RunState) -> Result<Vec<u8>> {
        let text = serde_json::to_string(state).map_err(|e| Error::Checkpoint {
            path: path.to_path_buf(),
            problem: e.to_string(),
            remedy: "this is a defect; please report it".into(),
        })?;
        let mut tensors = self.vae.named_parameters();
        for (prefix, moments) in [("m", &self.adam.first), ("v", &self.adam.second)] {
            let names = self.vae.named_parameters().into_iter();
            tensors.extend(
                names
                    .zip(moments)
                    .map(|((name, _), t)| (moment(prefix, &name), t)),
            );
        }
        tensor_file::to_bytes(&tensors, Some(to_metadata(text)), false)
    }
}

/// `adam.m.encoder.mu.weight`: the name of a parameter's moment.
fn moment(prefix: &str, parameter: &str) -> String {
    format!("adam.{prefix}.{parameter}")
}

fn from_state(path: &Path, state: RunState, mut tensors: NamedTensors) -> Result<Trainer> {
    let vae = Vae::from_tensors(path, &state.config, &mut tensors)?;
    let config = state.config.training.unwrap_or_default();
    let mut take = |prefix| -> Result<Vec<Tensor>> {
        let parameters = vae.named_parameters().into_iter();
        parameters
            .map(|(name, p)| tensor_file::take(path, &mut tensors, &moment(prefix, &name), p))
            .collect()
    };
    let adam = Adam {
        config: config.adam,
        step: state.adam_step,
        first: take("m")?,
        second: take("v")?,
    };
    tensor_file::refuse_extra(path, &tensors)?;
    Ok(Trainer {
        adam,
        config,
        history: History {
            source: state.config.dataset,
            epochs: state.history,
        },
        train_size: state.config.train_size,
        folder: None,
        vae,
    })
}
