//! M2s trained by this project and kept with it, under `data/pretrained/NAME` beside the
//! autoencoders, which the name of the file of weights tells them from.
//!
//! | file | holds |
//! |---|---|
//! | `m2.safetensors` | the weights, float16, and the sizes |
//! | `config.json` | images, how many of them had a label, and the protocol |
//! | `history.json` | a record an epoch |
//! | `evaluation.json` | the test error of these very weights |
//! | `SHA256SUMS` | the checksum of the weights, as `sha256sum -c` reads it |

use std::path::Path;

use serde::{Deserialize, Serialize};
use vae_core::dataset::Provenance;
use vae_core::save::files::{read_json, write_json};
use vae_core::save::{CONFIG, HISTORY, sums};
use vae_core::{Error, Pretrained, Result, Source};

use crate::config::M2Training;
use crate::data::{FewLabels, Labelled, Rows};
use crate::model::M2;
use crate::record::M2Record;
use crate::trainer::M2Trainer;

const WEIGHTS: &str = "m2.safetensors";
const EVALUATION: &str = "evaluation.json";

/// What a model was trained on and how: `config.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct M2Run {
    /// The images.
    pub dataset: Source,
    /// How many there were.
    pub train_size: usize,
    /// How many of them had a label.
    pub labels: usize,
    /// The protocol.
    pub training: M2Training,
}

/// What a model gets wrong: `evaluation.json`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct M2Evaluation {
    /// The share of wrong labels.
    pub error: f64,
    /// Of so many test images.
    pub images: usize,
}

/// A trained M2 with the record of its training.
#[derive(Debug)]
pub struct PretrainedM2 {
    /// The model.
    pub m2: M2,
    /// What it was trained on.
    pub run: M2Run,
    /// What its training measured.
    pub history: Vec<M2Record>,
    /// What these weights get wrong.
    pub evaluation: M2Evaluation,
}

impl M2 {
    /// A model trained by this project: `"mnist-m2-z2"`, say.
    ///
    /// # Errors
    /// Where there is none of that name, or its files are damaged.
    pub fn pretrained(name: &str) -> Result<Self> {
        Ok(PretrainedM2::load(name)?.m2)
    }
}

impl PretrainedM2 {
    /// The names that [`load`](Self::load) knows, in alphabetical order.
    pub fn names() -> Vec<String> {
        Pretrained::names_with(WEIGHTS)
    }

    /// Loads a model with its history and its recorded evaluation.
    ///
    /// # Errors
    /// Where there is none of that name, or its files are damaged.
    pub fn load(name: &str) -> Result<Self> {
        Self::read(&Pretrained::folder_of(name, WEIGHTS)?)
    }

    fn read(folder: &Path) -> Result<Self> {
        let weights = folder.join(WEIGHTS);
        sums::verify(&weights)?;
        Ok(Self {
            m2: M2::load(&weights)?,
            run: read_json(&folder.join(CONFIG))?,
            history: read_json(&folder.join(HISTORY))?,
            evaluation: read_json(&folder.join(EVALUATION))?,
        })
    }

    /// Writes the model of a run on images in half precision, with the record of its training, and
    /// tells what those weights, as they will be read back, get wrong of the test images.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where it was trained on codes; where a file cannot
    /// be written.
    pub fn publish(
        trainer: &M2Trainer,
        data: &FewLabels,
        test: &Labelled,
        folder: &Path,
    ) -> Result<M2Evaluation> {
        let Rows::Images(images) = data.rows() else {
            return Err(Error::config("rows", "codes", "publish a model of images"));
        };
        let run = M2Run {
            dataset: images.source().clone(),
            train_size: data.rows().len(),
            labels: data.labelled().len(),
            training: trainer.config().clone(),
        };
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        let weights = folder.join(WEIGHTS);
        trainer.m2().save(&weights)?;
        sums::write(&weights)?;
        write_json(&folder.join(CONFIG), &run)?;
        write_json(&folder.join(HISTORY), &trainer.history())?;
        let error = M2::load(&weights)?.error(test)?;
        let images = test.y.size().first().map_or(0, |&n| n as usize);
        let evaluation = M2Evaluation { error, images };
        write_json(&folder.join(EVALUATION), &evaluation)?;
        Ok(evaluation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::M2Config;
    use vae_core::ErrorKind;
    use vae_core::dataset::synthetic;

    /// A run that has not begun, published; and what to judge it by.
    fn published() -> (tempfile::TempDir, Labelled) {
        let images = synthetic::digits(50, 0).unwrap();
        let labels = images.labels().unwrap().to_vec();
        let test = Labelled::new(&Rows::Images(images.clone()), &labels).unwrap();
        let data = FewLabels::new(Rows::Images(images), &labels, (0..20).collect()).unwrap();
        let config = M2Config { latent: 2, hidden: vec![8], ..M2Config::default() };
        let m2 = M2::new(config, 0).unwrap();
        let trainer = M2Trainer::new(m2, M2Training::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        PretrainedM2::publish(&trainer, &data, &test, folder.path()).unwrap();
        (folder, test)
    }

    #[test]
    fn a_published_model_has_its_recorded_error() {
        let (folder, test) = published();
        let found = PretrainedM2::read(folder.path()).unwrap();
        assert_eq!(found.m2.error(&test).unwrap(), found.evaluation.error);
        assert_eq!((found.run.train_size, found.run.labels), (50, 20));
        assert_eq!(found.run.dataset, Source::SyntheticDigits);
        assert!(found.history.is_empty());
    }

    #[test]
    fn a_changed_bit_is_found() {
        let (folder, _) = published();
        let path = folder.path().join(WEIGHTS);
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let error = PretrainedM2::read(folder.path()).unwrap_err();
        assert!(error.kind() == ErrorKind::Checksum, "{error}");
    }

    #[test]
    fn each_kind_of_model_is_offered_by_its_own_names_only() {
        let (ours, autoencoders) = (PretrainedM2::names(), Pretrained::names());
        assert!(ours.iter().any(|name| name == "mnist-m2-z2"), "{ours:?}");
        assert!(ours.iter().all(|name| !autoencoders.contains(name)), "{autoencoders:?}");
        let error = M2::pretrained("mnist-z2").unwrap_err().to_string();
        assert!(error.contains("mnist-m2-z2"), "{error}");
        assert!(Pretrained::load("mnist-m2-z2").is_err());
    }
}
