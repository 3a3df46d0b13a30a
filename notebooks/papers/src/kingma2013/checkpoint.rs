//! A curve on the disk while it is learnt: parameters and Adagrad's sums as safetensors, whose
//! header holds the rest.

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};
use vae_core::save::files::{parse_json, read as read_bytes, write_atomically};
use vae_core::{Error, Result, Vae};

use super::curve::Point;
use super::protocol::Settings;

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
    write_atomically(path, &to_bytes(path, &tensors, header)?)
}

/// The run of a file, if it is of these settings: its header and Adagrad's sums; the parameters
/// are put into the model.
pub(super) fn read(path: &Path, settings: &Settings, vae: &Vae) -> Result<(Header, Vec<Tensor>)> {
    let bytes = read_bytes(path)?;
    let unreadable = |e: safetensors::SafeTensorError| {
        Error::damaged(path, format!("it is not a whole safetensors file ({e})"))
    };
    let (_, metadata) = SafeTensors::read_metadata(&bytes).map_err(unreadable)?;
    let text = metadata.metadata().as_ref().and_then(|map| map.get(KEY)).cloned();
    let header: Header = parse_json(path, text.unwrap_or_default().as_bytes())?;
    if header.settings != *settings {
        let remedy = "choose another folder with --out, or remove this run";
        return Err(Error::saved(path, "it holds a run of another protocol", remedy));
    }
    let file = SafeTensors::deserialize(&bytes).map_err(unreadable)?;
    let mut sums = Vec::new();
    for (name, parameter) in vae.named_parameters() {
        let value = take(path, &file, &name, parameter)?;
        tch::no_grad(|| parameter.shallow_clone().f_copy_(&value))?;
        sums.push(take(path, &file, &format!("{SUMS}{name}"), parameter)?);
    }
    Ok((header, sums))
}

fn to_bytes(path: &Path, tensors: &[(String, &Tensor)], header: &Header) -> Result<Vec<u8>> {
    let raw = tensors.iter().map(|(name, t)| {
        let t = t.f_detach()?.f_to_device(Device::Cpu)?.f_to_kind(Kind::Float)?.f_contiguous()?;
        let mut bytes = vec![0; t.numel() * Kind::Float.elt_size_in_bytes()];
        t.f_copy_data_u8(&mut bytes, t.numel())?;
        let shape: Vec<usize> = t.size().iter().map(|&n| n as usize).collect();
        Ok((name, shape, bytes))
    });
    let raw = raw.collect::<Result<Vec<_>>>()?;
    let views = raw.iter().map(|(name, shape, bytes)| {
        let view =
            TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(|e| defect(path, e))?;
        Ok((*name, view))
    });
    let views = views.collect::<Result<Vec<_>>>()?;
    let text = serde_json::to_string(header).map_err(|e| defect(path, e))?;
    let metadata = HashMap::from([(KEY.to_string(), text)]);
    safetensors::serialize(views, Some(metadata)).map_err(|e| defect(path, e))
}

/// A tensor of a file, which has the shape of `like` and finite numbers.
fn take(path: &Path, file: &SafeTensors<'_>, name: &str, like: &Tensor) -> Result<Tensor> {
    let wrong = |what: String| Error::damaged(path, format!("the tensor {name} {what}"));
    let view = file.tensor(name).map_err(|_| wrong("is missing".into()))?;
    let shape: Vec<i64> = view.shape().iter().map(|&n| n as i64).collect();
    if view.dtype() != Dtype::F32 || shape != like.size() {
        let (dtype, wanted) = (view.dtype(), like.size());
        return Err(wrong(format!("is {dtype:?} {shape:?}, not F32 {wanted:?}")));
    }
    let t = Tensor::f_from_data_size(view.data(), &shape, Kind::Float)?;
    match bool::try_from(t.f_isfinite()?.f_all()?)? {
        true => Ok(t),
        false => Err(wrong("holds numbers that are not finite".into())),
    }
}

fn defect(path: &Path, problem: impl std::fmt::Display) -> Error {
    Error::saved(path, problem, "this is a defect; please report it")
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
