//! Models trained by this project and kept with it, under `data/pretrained/NAME`.
//!
//! | file | holds |
//! |---|---|
//! | `model.safetensors` | the weights, float16 |
//! | `config.json`, `history.json` | the run that made them |
//! | `evaluation.json` | the test loss of these very weights |
//! | `SHA256SUMS` | the checksum of the weights, as `sha256sum -c` reads it |

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use vae_base::dataset::{Provenance, checkout};
use vae_base::files::{read, read_json, write_atomically, write_json};
use vae_base::{Error, Result};

use super::run_config::{CONFIG, HISTORY, MODEL, RunConfig};
use crate::model::{Evaluation, Vae};
use crate::train::{EpochRecord, History};

const CHECKSUM: &str = "SHA256SUMS";
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
        let entries = std::fs::read_dir(Self::folder()).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter(|entry| entry.path().join(MODEL).exists())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    /// Loads a model with its history and its recorded evaluation.
    ///
    /// # Errors
    /// Where there is none of that name, or its files are damaged.
    pub fn load(name: &str) -> Result<Self> {
        if !Self::names().iter().any(|known| known == name) {
            return Err(Error::config(
                "pretrained model",
                format!("{name:?}"),
                format!("there are {}", Self::names().join(", ")),
            ));
        }
        Self::read(&Self::folder().join(name))
    }

    fn read(folder: &Path) -> Result<Self> {
        verify(folder)?;
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
        let line = format!("{}  {MODEL}\n", checksum(&weights)?);
        write_atomically(&folder.join(CHECKSUM), line.as_bytes())?;
        let evaluation = evaluate(&Vae::load(folder)?)?;
        write_json(&folder.join(EVALUATION), &evaluation)?;
        Ok(evaluation)
    }
}

fn checksum(path: &Path) -> Result<String> {
    Ok(format!("{:x}", Sha256::digest(read(path)?)))
}

fn verify(folder: &Path) -> Result<()> {
    let (weights, sums) = (folder.join(MODEL), folder.join(CHECKSUM));
    let wanted = String::from_utf8_lossy(&read(&sums)?).into_owned();
    let wanted = wanted.split_whitespace().next().unwrap_or_default();
    let found = checksum(&weights)?;
    if found == wanted {
        return Ok(());
    }
    Err(Error::checksum(&weights, &found, wanted, "restore the folder from the repository"))
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
