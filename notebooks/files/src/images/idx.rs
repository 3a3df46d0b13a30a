//! IDX of any numbers and dimensions; `vae_core::dataset::idx` reads the bytes that MNIST is made
//! of.

use std::path::Path;

use vae_core::dataset::{check_length, foreign};
use vae_core::{Error, Result};

use super::array::{Array, product};
use super::bytes::Bytes;
use super::gunzip::gunzip;
use super::malformed;
use super::numbers::{Numbers, Type};

/// The longest header, in bytes: of four dimensions.
const LONGEST: usize = 20;

/// Reads the numbers of a plain or gzipped IDX file; `path` is for messages only.
pub fn parse(bytes: &Bytes, path: &Path) -> Result<Array> {
    let head = |bytes: &Bytes| bytes.head(LONGEST).map_err(Error::io("read", path));
    let contents = match head(bytes)?.starts_with(&[0x1f, 0x8b]) {
        true => gunzip(bytes, path, |head| Ok(header(head, path)?.length))?,
        false => bytes.clone(),
    };
    let Header { kind, dims, length } = header(&head(&contents)?, path)?;
    check_length(contents.len(), length, path)?;
    let start = 4 + 4 * dims.len() as u64;
    let bytes = contents.part(start, length - start);
    Ok(Array::new(dims, Numbers { kind, big_endian: true, bytes }))
}

struct Header {
    kind: Type,
    dims: Vec<usize>,
    /// Of the whole file, in bytes.
    length: u64,
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
    let kind = match kind {
        0x08 => Type::U8,
        0x09 => Type::I8,
        0x0b => Type::I16,
        0x0c => Type::I32,
        0x0d => Type::F32,
        _ => Type::F64,
    };
    let length = product(&dims).and_then(|n| n.checked_mul(kind.width()));
    let length = length.and_then(|n| n.checked_add(4 + 4 * dims.len()));
    let length = length.ok_or_else(|| malformed(path, 4, format!("{dims:?} is too much")))?;
    Ok(Header { kind, dims, length: length as u64 })
}
