//! A curve on the disk while it is learnt: parameters and Adagrad's sums as safetensors, whose
//! header holds the rest.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_core::save::files::{parse_json, read as read_bytes, write_atomically};
use vae_core::save::safetensors_file::{self, take};
use vae_core::{Error, Result, Vae};

use super::curve::Point;
use super::protocol::Settings;
use crate::place::another_protocol;

/// The file's name.
pub(super) const FILE: &str = "run.safetensors";

/// What a checkpoint holds besides tensors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub settings: Settings,
    /// Steps behind it.
    pub steps: u64,
    /// What they took.
    pub seconds: f64,
    pub points: Vec<Point>,
}

/// The header's entry.
const KEY: &str = "kingma-2013";

/// What Adagrad's sums are called, before the parameter's name.
const SUMS: &str = "adagrad.";

pub(super) fn write(path: &Path, header: &Header, vae: &Vae, sums: &[Tensor]) -> Result<()> {
    let mut tensors = vae.named_parameters();
    let names = vae.named_parameters().into_iter().map(|(name, _)| format!("{SUMS}{name}"));
    tensors.extend(names.zip(sums));
    let defect = |e| Error::saved(path, e, "this is a defect; please report it");
    let text = serde_json::to_string(header).map_err(defect)?;
    let metadata = [(KEY.to_string(), text)].into();
    write_atomically(path, &safetensors_file::to_bytes(&tensors, Some(metadata), false)?)
}

/// The run of a file, if it is of these settings: its header and Adagrad's sums; the parameters
/// are put into the model.
pub(super) fn read(path: &Path, settings: &Settings, vae: &Vae) -> Result<(Header, Vec<Tensor>)> {
    let (mut tensors, metadata) = safetensors_file::from_bytes(path, &read_bytes(path)?)?;
    let text = metadata.get(KEY).map_or("", String::as_str);
    let header: Header = parse_json(path, text.as_bytes())?;
    if header.settings != *settings {
        return Err(another_protocol(path));
    }
    let mut sums = Vec::new();
    for (name, parameter) in vae.named_parameters() {
        let value = take(path, &mut tensors, &name, parameter)?;
        tch::no_grad(|| parameter.shallow_clone().f_copy_(&value))?;
        sums.push(take(path, &mut tensors, &format!("{SUMS}{name}"), parameter)?);
    }
    Ok((header, sums))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kingma2013::Row;
    use vae_core::ImageShape;

    #[test]
    fn damage_and_other_protocols_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let row = Row::named("aevb-frey-2").unwrap();
        let settings = Settings::of(row, ImageShape::grey(3, 4), 400, 1);
        let vae = settings.new_model().unwrap();
        let sums: Vec<Tensor> = vae.parameters().iter().map(|p| p.ones_like()).collect();
        let point = Point { samples: 100, train: -1.0 / 3.0, test: 0.1 };
        let header =
            Header { settings: settings.clone(), steps: 7, seconds: 0.1, points: vec![point] };
        write(&path, &header, &vae, &sums).unwrap();
        let other = settings.new_model().unwrap();
        let (found, read_sums) = read(&path, &settings, &other).unwrap();
        assert_eq!(found, header);
        assert!(read_sums.iter().zip(&sums).all(|(a, b)| a.equal(b)));

        let elsewhere = Settings { rate: 0.1, ..settings.clone() };
        let error = read(&path, &elsewhere, &vae).unwrap_err().to_string();
        assert!(error.contains("another protocol"), "{error}");
        let bytes = std::fs::read(&path).unwrap();
        for n in (0..bytes.len()).step_by(bytes.len() / 60) {
            std::fs::write(&path, &bytes[..n]).unwrap();
            assert!(read(&path, &settings, &vae).is_err(), "{n} bytes");
        }
    }
}
