//! A model's weights and configuration in a folder.

use std::path::Path;

use tch::Kind;
use vae_base::files::{read, write_atomically, write_json};
use vae_base::{Error, Result};

use super::run_config::{CONFIG, MODEL, RunConfig};
use super::safetensors_file::{self, NamedTensors};
use crate::model::{Vae, VaeBuilder, parameters::replace};

impl Vae {
    /// Writes `model.safetensors` and `config.json` into a folder, which is made if need be.
    ///
    /// # Errors
    /// Where the folder or a file cannot be written, or the weights are in double precision.
    pub fn save(&self, folder: impl AsRef<Path>) -> Result<()> {
        let folder = folder.as_ref();
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        self.save_weights(&folder.join(MODEL), false)?;
        write_json(&folder.join(CONFIG), &RunConfig::of(self))
    }

    /// Writes the weights alone; in half precision, they take half the room.
    pub(crate) fn save_weights(&self, path: &Path, half: bool) -> Result<()> {
        refuse_double(self)?;
        let bytes = safetensors_file::to_bytes(&self.named_parameters(), None, half)?;
        write_atomically(path, &bytes)
    }

    /// Reads a model back from the folder of a run.
    ///
    /// # Errors
    /// Where a file is missing or damaged, the weights do not fit the configuration, or a part of
    /// the model is one's own: [`load_into`](Self::load_into) takes that.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self> {
        read_model(folder.as_ref(), None)
    }

    /// Gives this model, whose parts may be one's own, the weights of a folder.
    ///
    /// # Errors
    /// As [`load`](Self::load), and where the folder's model has another configuration.
    pub fn load_into(self, folder: impl AsRef<Path>) -> Result<Self> {
        read_model(folder.as_ref(), Some(self))
    }
}

fn read_model(folder: &Path, own: Option<Vae>) -> Result<Vae> {
    let config = RunConfig::read(folder)?;
    let path = folder.join(MODEL);
    model_from_bytes(&path, &config, &read(&path)?, own)
}

/// What is saved is float32, so other weights would come back as others.
pub(crate) fn refuse_double(vae: &Vae) -> Result<()> {
    if vae.kind() == Kind::Float {
        return Ok(());
    }
    let remedy = "weights are saved as float32: convert with `to_kind(Kind::Float)` first";
    Err(Error::config("precision", format!("{:?}", vae.kind()), remedy))
}

pub(crate) fn model_from_bytes(
    path: &Path,
    config: &RunConfig,
    bytes: &[u8],
    own: Option<Vae>,
) -> Result<Vae> {
    let (mut tensors, _) = safetensors_file::from_bytes(path, bytes)?;
    let vae = model_from_tensors(path, config, &mut tensors, own)?;
    safetensors_file::refuse_extra(path, &tensors)?;
    Ok(vae)
}

/// A model of the configuration's sizes, or one's own, with the weights of a file.
pub(crate) fn model_from_tensors(
    path: &Path,
    config: &RunConfig,
    tensors: &mut NamedTensors,
    own: Option<Vae>,
) -> Result<Vae> {
    let mut vae = match own {
        Some(vae) if *vae.config() == config.model => vae,
        Some(vae) => {
            let problem = format!("its model is {}, not {}", config.model, vae.config());
            return Err(Error::saved(path, problem, "make the model that the run began with"));
        }
        // It takes no memory before its shapes, which may be absurd, were compared.
        None => VaeBuilder::awaiting_weights(config.model.clone())?,
    };
    for (name, parameter) in vae.named_parameters() {
        safetensors_file::check_shape(path, tensors, &name, &parameter.size())?;
    }
    let (kind, device) = (vae.kind(), vae.device());
    replace(&vae.named_parameters(), |name, old| {
        let read = safetensors_file::take(path, tensors, name, old)?;
        Ok(read.f_to_device(device)?.f_to_kind(kind)?)
    })?;
    vae.set_source(config.dataset.clone());
    Ok(vae)
}
