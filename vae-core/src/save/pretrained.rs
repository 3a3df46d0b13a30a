//! Models trained by this project and kept with it, under `data/pretrained/NAME`.
//!
//! | file | holds |
//! |---|---|
//! | `model.safetensors` | the weights, float16 |
//! | `config.json`, `history.json` | the run that made them |
//! | `evaluation.json` | the test loss of these very weights |
//! | `SHA256SUMS` | the checksum of the weights, as `sha256sum -c` reads it |

use std::path::{Path, PathBuf};

use vae_base::dataset::{Provenance, checkout};
use vae_base::files::{read_json, write_json};
use vae_base::{Error, Result};

use super::run_config::{CONFIG, HISTORY, MODEL, RunConfig};
use super::sums;
use crate::model::{Evaluation, Vae};
use crate::train::{EpochRecord, History};

const EVALUATION: &str = "evaluation.json";

/// A trained model with the record of its training.
#[derive(Debug)]
pub struct Pretrained {
    /// The model.
    pub vae: Vae,
    /// What its training measured.
    pub history: History,
    /// What [`evaluate`](crate::evaluate) gave for these weights on the test images.
    pub evaluation: Evaluation,
}

impl Vae {
    /// A model trained by this project: `"mnist-z2"`, say.
    ///
    /// # Errors
    /// Where there is none of that name, or its files are damaged.
    pub fn pretrained(name: &str) -> Result<Self> {
        Ok(Pretrained::load(name)?.vae)
    }
}

impl Pretrained {
    /// The folder of all pretrained models: `data/pretrained` of the checkout.
    pub fn folder() -> PathBuf {
        checkout().join("data/pretrained")
    }

    /// The names that [`load`](Self::load) knows, in alphabetical order.
    pub fn names() -> Vec<String> {
        Self::names_with(MODEL)
    }

    /// The folders that hold a file of this name, in alphabetical order: each kind of model has one
    /// of its own.
    pub fn names_with(file: &str) -> Vec<String> {
        let entries = std::fs::read_dir(Self::folder()).into_iter().flatten().flatten();
        let with = entries.filter(|entry| entry.path().join(file).exists());
        let names = with.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Loads a model with its history and its recorded evaluation.
    ///
    /// # Errors
    /// Where there is none of that name, or its files are damaged.
    pub fn load(name: &str) -> Result<Self> {
        Self::read(&Self::folder_of(name, MODEL)?)
    }

    /// The folder of a model, which holds a file of this name.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) with the names that there are.
    pub fn folder_of(name: &str, file: &str) -> Result<PathBuf> {
        let known = Self::names_with(file);
        if known.iter().any(|one| one == name) {
            return Ok(Self::folder().join(name));
        }
        let there = format!("there are {}", known.join(", "));
        Err(Error::config("pretrained model", format!("{name:?}"), there))
    }

    fn read(folder: &Path) -> Result<Self> {
        sums::verify(&folder.join(MODEL))?;
        let epochs: Vec<EpochRecord> = read_json(&folder.join(HISTORY))?;
        let vae = Vae::load(folder)?;
        Ok(Self {
            history: History { source: vae.source().clone(), epochs },
            evaluation: read_json(&folder.join(EVALUATION))?,
            vae,
        })
    }

    /// Writes the model of a finished run in half precision, with the record of its training.
    /// `evaluate` is called with the weights as they will be read back.
    pub fn publish(
        run: &Path,
        folder: &Path,
        evaluate: impl FnOnce(&Vae) -> Result<Evaluation>,
    ) -> Result<Evaluation> {
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        let weights = folder.join(MODEL);
        Vae::load(run)?.save_weights(&weights, true)?;
        write_json(&folder.join(CONFIG), &RunConfig::read(run)?)?;
        let history: Vec<EpochRecord> = read_json(&run.join(HISTORY))?;
        write_json(&folder.join(HISTORY), &history)?;
        sums::write(&weights)?;
        let evaluation = evaluate(&Vae::load(folder)?)?;
        write_json(&folder.join(EVALUATION), &evaluation)?;
        Ok(evaluation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Architecture, VaeConfig, evaluate};
    use crate::save::checkpoints;
    use crate::train::{State, TrainConfig};
    use vae_base::ErrorKind;
    use vae_base::dataset::synthetic;

    /// A tiny run, published beside itself.
    fn published() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (run, name) = (folder.path().join("run"), folder.path().join("name"));
        let data = synthetic::digits(50, 0).unwrap();
        let config = VaeConfig { architecture: Architecture::mlp([8, 8]), ..VaeConfig::default() };
        let vae = Vae::new(config, 0).unwrap();
        let mut state = State::new(vae, TrainConfig::default()).unwrap();
        state.train_size = Some(50);
        std::fs::create_dir(&run).unwrap();
        checkpoints::write(&run, &state).unwrap();
        Pretrained::publish(&run, &name, |vae| evaluate(vae, &data)).unwrap();
        (folder, name)
    }

    #[test]
    fn a_published_model_evaluates_to_its_record() {
        let (_folder, name) = published();
        let model = Pretrained::read(&name).unwrap();
        let data = synthetic::digits(50, 0).unwrap();
        assert_eq!(evaluate(&model.vae, &data).unwrap(), model.evaluation);
        assert!(model.history.epochs.is_empty());
    }

    #[test]
    fn a_changed_bit_is_found() {
        let (_folder, name) = published();
        let path = name.join(MODEL);
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let error = Pretrained::read(&name).unwrap_err();
        assert!(error.kind() == ErrorKind::Checksum, "{error}");
    }
}
