//! M2 on the disk: safetensors, whose header holds what is not numbers.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_core::save::files::{parse_json, read as read_bytes, write_atomically};
use vae_core::save::safetensors_file::{self, NamedTensors, take};
use vae_core::{Adam, Error, Result};

use crate::config::{M2Config, M2Training};
use crate::model::M2;
use crate::record::M2Record;

/// A run that can go on.
pub(crate) struct Checkpoint {
    pub m2: M2,
    pub adam: Adam,
    pub config: M2Training,
    pub history: Vec<M2Record>,
    pub labelled: Vec<i64>,
}

/// A run as it stands, to be written.
pub(crate) struct Snapshot<'a> {
    pub m2: &'a M2,
    pub adam: &'a Adam,
    pub config: &'a M2Training,
    pub history: &'a [M2Record],
    pub labelled: &'a [i64],
}

/// What a checkpoint holds besides tensors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    model: M2Config,
    training: M2Training,
    adam_step: u64,
    history: Vec<M2Record>,
    labelled: Vec<i64>,
}

/// The header's entry.
const KEY: &str = "m2";

/// What the moments of Adam are called, before the parameter's name.
const MOMENTS: [&str; 2] = ["adam.m.", "adam.v."];

pub(crate) fn write(path: &Path, run: &Snapshot<'_>) -> Result<()> {
    let header = Header {
        model: run.m2.config().clone(),
        training: run.config.clone(),
        adam_step: run.adam.steps(),
        history: run.history.to_vec(),
        labelled: run.labelled.to_vec(),
    };
    let mut tensors = run.m2.named_parameters();
    let (first, second) = run.adam.moments();
    for (prefix, moments) in MOMENTS.into_iter().zip([first, second]) {
        let names = run.m2.named_parameters().into_iter();
        tensors.extend(names.zip(moments).map(|((name, _), t)| (format!("{prefix}{name}"), t)));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
    }
    write_atomically(path, &to_bytes(path, &tensors, &header, false)?)
}

pub(crate) fn read(path: &Path) -> Result<Checkpoint> {
    let bytes = read_bytes(path)?;
    let (mut tensors, header): (_, Header) = from_bytes(path, &bytes)?;
    header.training.validate().map_err(|error| Error::damaged(path, error))?;
    let m2 = model(path, header.model, &mut tensors)?;
    let moments = MOMENTS.map(|prefix| {
        let named = m2.named_parameters().into_iter();
        named.map(|(name, p)| take(path, &mut tensors, &format!("{prefix}{name}"), p)).collect()
    });
    let [first, second]: [Result<Vec<Tensor>>; 2] = moments;
    let adam = Adam::resume(header.training.adam, header.adam_step, (first?, second?))
        .map_err(|error| Error::damaged(path, error))?;
    Ok(Checkpoint {
        m2,
        adam,
        config: header.training,
        history: header.history,
        labelled: header.labelled,
    })
}

impl M2 {
    /// Writes the model alone, in half precision.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let bytes = to_bytes(path, &self.named_parameters(), self.config(), true)?;
        write_atomically(path, &bytes)
    }

    /// The model that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// Where the file cannot be read or is none of those.
    pub fn load(path: &Path) -> Result<Self> {
        let (mut tensors, config) = from_bytes(path, &read_bytes(path)?)?;
        model(path, config, &mut tensors)
    }
}

fn model(path: &Path, config: M2Config, tensors: &mut NamedTensors) -> Result<M2> {
    config.validate().map_err(|error| Error::damaged(path, error))?;
    let numbers: usize = tensors.values().map(Tensor::numel).sum();
    if config.numbers() > numbers as u128 {
        return Err(Error::damaged(path, "it has fewer numbers than its model"));
    }
    let m2 = M2::new(config, 0)?;
    for (name, parameter) in m2.named_parameters() {
        let value = take(path, tensors, &name, parameter)?;
        tch::no_grad(|| parameter.shallow_clone().f_copy_(&value))?;
    }
    Ok(m2)
}

/// Tensors as bytes, with a header that holds what is not numbers.
fn to_bytes(
    path: &Path,
    tensors: &[(String, &Tensor)],
    header: &impl Serialize,
    half: bool,
) -> Result<Vec<u8>> {
    let defect = |e| Error::saved(path, e, "this is a defect; please report it");
    let text = serde_json::to_string(header).map_err(defect)?;
    safetensors_file::to_bytes(tensors, Some([(KEY.to_string(), text)].into()), half)
}

fn from_bytes<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<(NamedTensors, T)> {
    let (tensors, metadata) = safetensors_file::from_bytes(path, bytes)?;
    let text = metadata.get(KEY).map_or("", String::as_str);
    Ok((tensors, parse_json(path, text.as_bytes())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_comes_back_from_its_file_and_damage_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m2.safetensors");
        let config = M2Config { columns: 6, hidden: vec![8], latent: 2, ..M2Config::default() };
        let m2 = M2::new(config, 3).unwrap();
        m2.save(&path).unwrap();
        let read = M2::load(&path).unwrap();
        assert_eq!(read.config(), m2.config());
        for (a, b) in m2.parameters().iter().zip(read.parameters()) {
            assert!(a.allclose(b, 1e-3, 1e-3, false));
        }
        let bytes = std::fs::read(&path).unwrap();
        for n in (0..bytes.len()).step_by(7) {
            std::fs::write(&path, &bytes[..n]).unwrap();
            assert!(M2::load(&path).is_err(), "{n} bytes");
        }
        let place = bytes.windows(3).position(|three| three == b"[8]").unwrap();
        let mut other = bytes.clone();
        other[place + 1] = b'9';
        std::fs::write(&path, other).unwrap();
        assert!(M2::load(&path).is_err());
    }
}
