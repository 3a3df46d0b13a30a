//! A tensor of a safetensors file, as an array.

use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors};
use vae_core::Result;

use super::array::Array;
use super::malformed;
use crate::npy::each;

/// The tensors' names and sizes.
pub fn names(bytes: &[u8], path: &Path) -> Result<Vec<(String, Vec<usize>)>> {
    let file = open(bytes, path)?;
    let mut all: Vec<_> =
        file.iter().map(|(name, view)| (name.to_string(), view.shape().to_vec())).collect();
    all.sort();
    Ok(all)
}

/// Reads a tensor that is there.
pub fn parse(bytes: &[u8], name: &str, path: &Path) -> Result<Array> {
    let file = open(bytes, path)?;
    let view = file.tensor(name).map_err(|error| malformed(path, 0, error))?;
    let (dims, data) = (view.shape().to_vec(), view.data());
    let floats = match view.dtype() {
        Dtype::U8 | Dtype::BOOL => return Ok(Array::bytes(dims, data.to_vec())),
        Dtype::F32 => each(data, false, f32::from_le_bytes),
        Dtype::F64 => each(data, false, |b| f64::from_le_bytes(b) as f32),
        Dtype::I16 => each(data, false, |b| f32::from(i16::from_le_bytes(b))),
        Dtype::I32 => {
            let wholes = each(data, false, |b| i32::from_le_bytes(b).into());
            return Ok(Array::wholes(dims, wholes));
        }
        Dtype::I64 => return Ok(Array::wholes(dims, each(data, false, i64::from_le_bytes))),
        Dtype::BF16 => each(data, false, |[a, b]| f32::from_le_bytes([0, 0, a, b])),
        other => {
            let problem = format!("the tensor {name} holds {other:?}; store U8, F32 or F64");
            return Err(malformed(path, 0, problem));
        }
    };
    Ok(Array::floats(dims, floats))
}

fn open<'a>(bytes: &'a [u8], path: &Path) -> Result<SafeTensors<'a>> {
    SafeTensors::deserialize(bytes)
        .map_err(|error| malformed(path, 0, format!("not a whole safetensors file ({error})")))
}
