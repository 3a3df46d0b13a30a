//! A run's folder: what is written there, and read back.
//!
//! | file | holds |
//! |---|---|
//! | `model.safetensors` | the weights, float32, in PyTorch's `nn.Linear` layout |
//! | `config.json` | the sizes, the data set and the training protocol |
//! | `history.json` | one record an epoch |
//! | `checkpoint.safetensors` | all of these, the optimizer's state and the place in the epoch under way, in one atomic file with a checksum |
//! | `checkpoint.previous.safetensors` | the checkpoint before it, for when the newest is damaged |

use std::path::Path;

use serde::{Deserialize, Serialize};
use vae_base::dataset::{Provenance, Source};
use vae_base::files::read_json;
use vae_base::{Error, Result};

use crate::model::{Vae, VaeConfig};
use crate::train::{State, TrainConfig};

/// The weights.
pub const MODEL: &str = "model.safetensors";
/// Sizes, data set, protocol.
pub const CONFIG: &str = "config.json";
/// One record an epoch.
pub const HISTORY: &str = "history.json";

/// The newest layout of a run's folder that this version writes and reads.
const FORMAT: u32 = 1;

/// Everything that tells one run from another: `config.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// Layout of the folder.
    pub format: u32,
    /// The images it was trained on.
    pub dataset: Source,
    /// How many images it was trained on, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub train_size: Option<usize>,
    /// The model's sizes.
    pub model: VaeConfig,
    /// The protocol of its training, where it was trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<TrainConfig>,
}

impl RunConfig {
    /// The configuration of a model by itself.
    pub fn of(vae: &Vae) -> Self {
        Self {
            format: FORMAT,
            dataset: vae.source().clone(),
            train_size: None,
            model: vae.config().clone(),
            training: None,
        }
    }

    /// The configuration of a run.
    pub fn of_run(state: &State) -> Self {
        Self {
            train_size: state.train_size,
            training: Some(state.config.clone()),
            ..Self::of(&state.vae)
        }
    }

    /// Reads the `config.json` of a folder.
    ///
    /// # Errors
    /// Where it is missing, is not JSON, has an unknown or impossible value, or a newer format.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(CONFIG);
        let config: Self = read_json(&path)?;
        config.validate(&path)?;
        Ok(config)
    }

    pub(crate) fn validate(&self, path: &Path) -> Result<()> {
        let refuse = |problem: String, remedy: &str| Error::saved(path, problem, remedy);
        if self.format != FORMAT {
            let problem = format!("its format is {}, this version reads {FORMAT}", self.format);
            return Err(refuse(problem, "use the version of vae-core that wrote it"));
        }
        let sizes = self.model.validate();
        let training = self.training.as_ref().map_or(Ok(()), TrainConfig::validate);
        sizes.and(training).map_err(|e| refuse(e.to_string(), "undo the edit or train again"))
    }
}
