//! A tensor of a safetensors file, as an array.

use std::path::Path;

use safetensors::tensor::{Dtype, Metadata};
use vae_core::{Error, Result};

use super::array::Array;
use super::bytes::Bytes;
use super::malformed;
use super::numbers::{Numbers, Type};

/// The longest header that the format allows, in bytes.
const MAX_HEADER: u64 = 100_000_000;

/// The tensors' names.
pub fn names(bytes: &Bytes, path: &Path) -> Result<Vec<String>> {
    let mut all: Vec<String> = header(bytes, path)?.0.tensors().into_keys().collect();
    all.sort();
    Ok(all)
}

/// Reads a tensor that is there.
pub fn parse(bytes: &Bytes, name: &str, path: &Path) -> Result<Array> {
    let (metadata, start) = header(bytes, path)?;
    let missing = || malformed(path, 0, format!("there is no tensor {name}"));
    let tensor = metadata.info(name).ok_or_else(missing)?;
    let kind = match tensor.dtype {
        Dtype::U8 | Dtype::BOOL => Type::U8,
        Dtype::I8 => Type::I8,
        Dtype::U16 => Type::U16,
        Dtype::I16 => Type::I16,
        Dtype::U32 => Type::U32,
        Dtype::I32 => Type::I32,
        Dtype::U64 => Type::U64,
        Dtype::I64 => Type::I64,
        Dtype::F16 => Type::F16,
        Dtype::BF16 => Type::Bf16,
        Dtype::F32 => Type::F32,
        Dtype::F64 => Type::F64,
        other => {
            let problem = format!("the tensor {name} holds {other:?}; store U8, F32 or F64");
            return Err(malformed(path, 0, problem));
        }
    };
    let (from, to) = tensor.data_offsets;
    let bytes = bytes.part(start + from as u64, (to - from) as u64);
    Ok(Array::new(tensor.shape.clone(), Numbers { kind, big_endian: false, bytes }))
}

/// What the header says, which the format's own crate checks, and where the numbers begin.
fn header(bytes: &Bytes, path: &Path) -> Result<(Metadata, u64)> {
    let not_whole =
        |problem: String| malformed(path, 0, format!("not a whole safetensors file ({problem})"));
    let read = |bytes: Bytes| bytes.all().map_err(Error::io("read", path));
    let length = read(bytes.part(0, 8))?;
    let length = length.try_into().map(u64::from_le_bytes).unwrap_or(u64::MAX);
    if length > MAX_HEADER.min(bytes.len()) {
        return Err(not_whole(format!("its header would have {length} bytes")));
    }
    let text = read(bytes.part(8, length))?;
    let metadata: Metadata =
        serde_json::from_slice(&text).map_err(|error| not_whole(error.to_string()))?;
    let end = metadata.tensors().values().map(|tensor| tensor.data_offsets.1).max().unwrap_or(0);
    match 8 + length + end as u64 == bytes.len() {
        true => Ok((metadata, 8 + length)),
        false => {
            let there = bytes.len();
            Err(not_whole(format!("{there} bytes, not {} + {end}", 8 + length)))
        }
    }
}
