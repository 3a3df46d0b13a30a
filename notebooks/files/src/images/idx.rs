//! IDX of any numbers and dimensions; `vae_core::dataset::idx` reads the bytes that MNIST is made
//! of.

use std::path::Path;

use vae_core::Result;
use vae_core::dataset::{foreign, plain_or_gzip};

use super::array::{Array, product};
use super::malformed;
use crate::npy::each;

/// Reads the numbers of a plain or gzipped IDX file; `path` is for messages only.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Array> {
    let contents = plain_or_gzip(bytes, path, |head| Ok(header(head, path)?.length))?;
    let Header { kind, dims, .. } = header(&contents, path)?;
    let data = &contents[4 + 4 * dims.len()..];
    let floats = match kind {
        0x08 => return Ok(Array::bytes(dims, data.to_vec())),
        0x09 => data.iter().map(|&byte| f32::from(byte as i8)).collect(),
        0x0b => each(data, true, |b| f32::from(i16::from_le_bytes(b))),
        0x0c => {
            let wholes = each(data, true, |b| i32::from_le_bytes(b).into());
            return Ok(Array::wholes(dims, wholes));
        }
        0x0d => each(data, true, f32::from_le_bytes),
        _ => each(data, true, |b| f64::from_le_bytes(b) as f32),
    };
    Ok(Array::floats(dims, floats))
}

struct Header {
    kind: u8,
    dims: Vec<usize>,
    /// Of the whole file, in bytes.
    length: usize,
}

fn header(head: &[u8], path: &Path) -> Result<Header> {
    let (kind, count) = match head.first_chunk() {
        Some(&[0, 0, kind @ (0x08 | 0x09 | 0x0b..=0x0e), count @ 1..=4]) => (kind, count),
        Some(&[0, 0, kind @ (0x08 | 0x09 | 0x0b..=0x0e), count]) => {
            let problem = format!("IDX (type {kind:#04x}) of {count} dimensions, not 1 to 4");
            return Err(malformed(path, 3, problem));
        }
        _ => {
            let is = foreign(head).map(|other| format!(": it is {other}")).unwrap_or_default();
            return Err(malformed(path, 0, format!("not an IDX file{is}")));
        }
    };
    let sizes = head.get(4..).unwrap_or_default().as_chunks::<4>().0;
    let dims: Vec<usize> =
        sizes.iter().take(count.into()).map(|b| u32::from_be_bytes(*b) as usize).collect();
    if dims.len() < usize::from(count) {
        return Err(malformed(path, head.len(), "the file ends inside its header"));
    }
    if let Some(axis) = dims.iter().position(|&size| size == 0) {
        return Err(malformed(path, 4 + 4 * axis, format!("dimension {} is zero", axis + 1)));
    }
    let width = match kind {
        0x08 | 0x09 => 1,
        0x0b => 2,
        0x0c | 0x0d => 4,
        _ => 8,
    };
    let length = product(&dims).and_then(|n| n.checked_mul(width));
    let length = length.and_then(|n| n.checked_add(4 + 4 * dims.len()));
    let length = length.ok_or_else(|| malformed(path, 4, format!("{dims:?} is too much")))?;
    Ok(Header { kind, dims, length })
}
