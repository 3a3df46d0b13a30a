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

use crate::file::{read, read_json, write_atomically, write_json};
use crate::tensor_file::{self, NamedTensors};
use crate::{Error, Result, Source, TrainConfig, Vae, VaeConfig};

pub(crate) const MODEL: &str = "model.safetensors";
pub(crate) const CONFIG: &str = "config.json";
pub(crate) const HISTORY: &str = "history.json";

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
            dataset: vae.source.clone(),
            train_size: None,
            model: vae.config().clone(),
            training: None,
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
        let refuse = |problem: String, remedy: &str| Error::Checkpoint {
            path: path.to_path_buf(),
            problem,
            remedy: remedy.into(),
        };
        if self.format != FORMAT {
            let problem = format!("its format is {}, this version reads {FORMAT}", self.format);
            return Err(refuse(problem, "use the version that wrote it"));
        }
        let sizes = self.model.validate();
        let training = self.training.as_ref().map_or(Ok(()), TrainConfig::validate);
        sizes
            .and(training)
            .map_err(|e| refuse(e.to_string(), "undo the edit or train again"))
    }
}

impl Vae {
    /// Writes `model.safetensors` and `config.json` into a folder, which is made if need be.
    pub fn save(&self, folder: impl AsRef<Path>) -> Result<()> {
        let folder = folder.as_ref();
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        self.save_weights(&folder.join(MODEL), false)?;
        write_json(&folder.join(CONFIG), &RunConfig::of(self))
    }

    /// Writes the weights alone; in half precision, they take half the room.
    pub(crate) fn save_weights(&self, path: &Path, half: bool) -> Result<()> {
        let bytes = tensor_file::to_bytes(&self.named_parameters(), None, half)?;
        write_atomically(path, &bytes)
    }

    /// Reads a model back from the folder of a run.
    ///
    /// # Errors
    /// Where a file is missing or damaged, or the weights do not fit the configuration.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let config = RunConfig::read(folder)?;
        let path = folder.join(MODEL);
        Self::from_bytes(&path, &config, &read(&path)?)
    }

    pub(crate) fn from_bytes(path: &Path, config: &RunConfig, bytes: &[u8]) -> Result<Self> {
        let (mut tensors, _) = tensor_file::from_bytes(path, bytes)?;
        let vae = Self::from_tensors(path, config, &mut tensors)?;
        tensor_file::refuse_extra(path, &tensors)?;
        Ok(vae)
    }

    /// A model of the configuration's sizes with the weights of a file.
    pub(crate) fn from_tensors(
        path: &Path,
        config: &RunConfig,
        tensors: &mut NamedTensors,
    ) -> Result<Self> {
        check_shapes(path, &config.model, tensors)?;
        let mut vae = Self::new(config.model.clone(), 0)?;
        vae.source = config.dataset.clone();
        vae.networks
            .replace(|name, old| tensor_file::take(path, tensors, name, old))?;
        Ok(vae)
    }
}

/// Refuses tensors that are not those of the configuration, before a model of its sizes, which
/// may be absurd, takes any memory.
fn check_shapes(path: &Path, config: &VaeConfig, tensors: &NamedTensors) -> Result<()> {
    for (layer, n_in, n_out) in layers(config) {
        for (name, shape) in [("weight", vec![n_out, n_in]), ("bias", vec![n_out])] {
            let name = format!("{layer}.{name}");
            tensor_file::check_shape(path, tensors, &name, &shape)?;
        }
    }
    Ok(())
}

/// Each layer's name, inputs and outputs.
fn layers(config: &VaeConfig) -> [(&'static str, i64, i64); 7] {
    let (d, h, j) = (config.image.pixels(), config.hidden, config.latent);
    [
        ("encoder.hidden1", d, h),
        ("encoder.hidden2", h, h),
        ("encoder.mu", h, j),
        ("encoder.log_var", h, j),
        ("decoder.hidden1", j, h),
        ("decoder.hidden2", h, h),
        ("decoder.output", h, d),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ImageShape;

    #[test]
    fn the_layers_are_those_of_a_model() {
        let image = ImageShape {
            height: 2,
            width: 3,
        };
        let (hidden, latent) = (5, 4);
        let config = VaeConfig {
            image,
            hidden,
            latent,
            ..VaeConfig::default()
        };
        let vae = Vae::new(config.clone(), 0).unwrap();
        let weights = vae.named_parameters().into_iter().step_by(2);
        let found: Vec<_> = weights.map(|(name, t)| (name, t.size())).collect();
        let wanted = layers(&config).map(|(name, n, m)| (format!("{name}.weight"), vec![m, n]));
        assert_eq!(found, wanted);
    }
}
