//! Where a reproduction keeps its files.
//!
//! | path | holds |
//! |---|---|
//! | `runs/NAME/seed-S/` | a training run, as [`Trainer::saving_to`](vae_core::Trainer::saving_to) writes it |
//! | `measurements/…/….json` | what one task measured |
//! | `results.json`, `results.md` | all of it together |

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Experiment;
use vae_core::dataset::{self, Split, data_dir};
use vae_core::save::files::{read_json, write_json};
use vae_core::{Error, Result, Source};

/// A folder of results and how large its experiments are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputDir {
    /// The folder.
    pub folder: PathBuf,
    /// Few epochs on few images, synthetic ones where the real are missing: for tests.
    pub quick: bool,
}

/// Images to learn from and to test with in a quick reproduction.
const QUICK: (usize, usize) = (600, 300);

impl OutputDir {
    /// The thesis's images, or few ones if this is quick.
    ///
    /// # Errors
    /// Where the real images are missing and this is not quick, or are damaged.
    pub fn load(&self, source: &Source) -> Result<Split> {
        if !self.quick {
            return dataset::load(source, &data_dir());
        }
        let split = dataset::load_or_synthetic(source)?;
        Ok(Split {
            train: split.train.take(QUICK.0.min(split.train.len()))?,
            test: split.test.take(QUICK.1.min(split.test.len()))?,
        })
    }

    /// The folder of a training run.
    pub fn run(&self, experiment: &Experiment, seed: u64) -> PathBuf {
        let runs = self.folder.join("runs").join(experiment.name);
        runs.join(format!("seed-{seed}"))
    }

    /// The file of what a task measured.
    pub(super) fn measurement(&self, name: &str) -> PathBuf {
        self.folder.join("measurements").join(format!("{name}.json"))
    }

    /// What a task measured, if it did.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let path = self.measurement(name);
        path.exists().then(|| read_json(&path)).transpose()
    }

    pub(super) fn write(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let path = self.measurement(name);
        make_folder_of(&path)?;
        write_json(&path, value)
    }
}

pub(super) fn make_folder_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))
        }
        None => Ok(()),
    }
}
