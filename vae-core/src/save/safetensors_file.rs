//! Named tensors as safetensors: a length, a JSON table of contents, and numbers. Nothing in
//! such a file is ever executed.

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use tch::{Kind, Tensor};
use vae_base::{Error, Result};

/// Tensors by name.
pub type NamedTensors = HashMap<String, Tensor>;

/// Text that travels in a file's header.
pub type Metadata = HashMap<String, String>;

/// The bytes of a safetensors file that holds the given tensors as float32 (or as float16
/// where `half` asks for it).
///
/// # Errors
/// Where a tensor cannot be converted.
pub fn to_bytes(
    tensors: &[(String, &Tensor)],
    metadata: Option<Metadata>,
    half: bool,
) -> Result<Vec<u8>> {
    let (kind, dtype) = if half { (Kind::Half, Dtype::F16) } else { (Kind::Float, Dtype::F32) };
    let raw = tensors
        .iter()
        .map(|(name, t)| Ok((name, shape_of(t), raw_bytes(t, kind)?)))
        .collect::<Result<Vec<_>>>()?;
    let views = raw
        .iter()
        .map(|(name, shape, bytes)| Ok((*name, TensorView::new(dtype, shape.clone(), bytes)?)))
        .collect::<std::result::Result<Vec<_>, safetensors::SafeTensorError>>()
        .map_err(|e| unreadable(Path::new("tensors in memory"), &e))?;
    safetensors::serialize(views, metadata).map_err(|e| unreadable(Path::new("tensors"), &e))
}

/// The tensors and the metadata of a file's bytes, every number finite; `path` is for messages.
///
/// # Errors
/// [`ErrorKind::Saved`](crate::ErrorKind) where they are no safetensors file, or its tensors hold
/// other numbers.
pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<(NamedTensors, Metadata)> {
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|e| unreadable(path, &e))?;
    let file = SafeTensors::deserialize(bytes).map_err(|e| unreadable(path, &e))?;
    let tensors = file
        .iter()
        .map(|(name, view)| Ok((name.to_string(), to_tensor(path, name, &view)?)))
        .collect::<Result<_>>()?;
    Ok((tensors, header.metadata().clone().unwrap_or_default()))
}

/// Takes the tensor `name` of the shape of `like` out of what a file held.
///
/// # Errors
/// [`ErrorKind::Saved`](crate::ErrorKind) where there is none of that shape.
pub fn take(path: &Path, tensors: &mut NamedTensors, name: &str, like: &Tensor) -> Result<Tensor> {
    check_shape(path, tensors, name, &like.size())?;
    tensors.remove(name).ok_or_else(|| missing(path, name, &NamedTensors::new()))
}

/// Checks that there is a tensor `name` of a certain shape.
pub(crate) fn check_shape(
    path: &Path,
    tensors: &NamedTensors,
    name: &str,
    wanted: &[i64],
) -> Result<()> {
    let tensor = tensors.get(name).ok_or_else(|| missing(path, name, tensors))?;
    if tensor.size() == wanted {
        return Ok(());
    }
    let given = tensor.size();
    let problem =
        format!("the tensor {name} has shape {given:?} where the config wants {wanted:?}");
    Err(wrong(path, problem))
}

/// Says what a file holds instead: weights from elsewhere have other names.
fn missing(path: &Path, name: &str, there: &NamedTensors) -> Error {
    let problem = format!("the tensor {name} is missing");
    match there.keys().min() {
        Some(first) if !there.keys().any(|name| name.starts_with("encoder.hidden")) => {
            let instead = format!("there are {first} and others; `vae import` reads such weights");
            wrong(path, format!("{problem}, {instead}"))
        }
        _ => wrong(path, problem),
    }
}

/// Refuses a file with tensors that nobody took.
pub(crate) fn refuse_extra(path: &Path, tensors: &NamedTensors) -> Result<()> {
    match tensors.keys().min() {
        None => Ok(()),
        Some(name) => Err(wrong(path, format!("there is an unknown tensor, {name}"))),
    }
}

fn shape_of(t: &Tensor) -> Vec<usize> {
    t.size().iter().map(|&n| n as usize).collect()
}

fn raw_bytes(t: &Tensor, kind: Kind) -> Result<Vec<u8>> {
    let t = t.f_detach()?.f_to_device(tch::Device::Cpu)?;
    let t = t.f_to_kind(kind)?.f_contiguous()?;
    let mut bytes = vec![0; t.numel() * kind.elt_size_in_bytes()];
    t.f_copy_data_u8(&mut bytes, t.numel())?;
    Ok(bytes)
}

fn to_tensor(path: &Path, name: &str, view: &TensorView) -> Result<Tensor> {
    let kind = match view.dtype() {
        Dtype::F32 => Kind::Float,
        Dtype::F16 => Kind::Half,
        Dtype::BF16 => Kind::BFloat16,
        Dtype::F64 => Kind::Double,
        other => {
            let problem = format!("the tensor {name} holds {other:?}, no floating-point numbers");
            return Err(wrong(path, problem));
        }
    };
    let shape: Vec<i64> = view.shape().iter().map(|&n| n as i64).collect();
    if shape.iter().any(|&n| n <= 0) {
        let problem = format!("the tensor {name} has shape {:?}", view.shape());
        return Err(wrong(path, problem));
    }
    let given = Tensor::f_from_data_size(view.data(), &shape, kind)?;
    let tensor = given.f_to_kind(Kind::Float)?;
    if !is_finite(&tensor)? {
        let what = match is_finite(&given)? {
            true => "too large for float32",
            false => "that are not finite",
        };
        return Err(wrong(path, format!("the tensor {name} holds numbers {what}")));
    }
    Ok(tensor)
}

fn is_finite(t: &Tensor) -> Result<bool> {
    Ok(bool::try_from(t.f_isfinite()?.f_all()?)?)
}

fn unreadable(path: &Path, error: &safetensors::SafeTensorError) -> Error {
    wrong(path, format!("it is not a whole safetensors file ({error})"))
}

fn wrong(path: &Path, problem: String) -> Error {
    Error::damaged(path, problem)
}
