//! MATLAB's level 5 MAT-file, as far as a matrix of bytes needs it: both byte orders, small
//! elements and compressed ones. (The MathWorks, "MAT-File Format".)

mod elements;

use std::path::Path;

use super::bytes::malformed;
use super::inflate::zlib;
use crate::error::Result;
use elements::{Element, Elements};

const HEADER: usize = 128;

/// Types of elements.
const INT8: u32 = 1;
const UINT8: u32 = 2;
const INT32: u32 = 5;
const UINT32: u32 = 6;
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;

/// Classes of matrices: unsigned bytes, and the last that all have the same beginning.
const BYTES: u32 = 9;
const LAST_CLASS: u32 = 15;

/// A matrix of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
    /// Column after column, `rows × columns` bytes.
    pub values: Vec<u8>,
}

/// Finds the uint8 matrix `name` in the bytes of a MAT-file; `path` is for messages only.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) with the offending byte, where the bytes are not a level 5 MAT-file, or
/// hold no two-dimensional uint8 matrix of that name.
pub fn parse_matrix(bytes: &[u8], name: &str, path: &Path) -> Result<Matrix> {
    let mut elements = Elements {
        bytes,
        at: HEADER,
        big_endian: big_endian(bytes, path)?,
        compressed_at: None,
        path,
    };
    let mut others = Vec::new();
    while let Some(element) = elements.next()? {
        let found = match element.kind {
            MATRIX => matrix(&mut elements.within(&element), name)?,
            COMPRESSED => compressed(&elements, &element, name)?,
            _ => continue,
        };
        match found {
            Found::Wanted(matrix) => return Ok(matrix),
            Found::Other(other) => others.push(other),
        }
    }
    let problem = format!("no variable {name:?} in this file, only {others:?}");
    Err(malformed(path, HEADER, problem))
}

/// The byte order, from the last four bytes of the header.
fn big_endian(bytes: &[u8], path: &Path) -> Result<bool> {
    match bytes.get(HEADER - 4..HEADER) {
        Some([0, 1, b'I', b'M']) => Ok(false),
        Some([1, 0, b'M', b'I']) => Ok(true),
        Some(_) => Err(malformed(path, HEADER - 4, "not a MATLAB level 5 file")),
        None => Err(malformed(path, bytes.len(), "ends inside its header")),
    }
}

/// What a matrix turned out to be.
enum Found {
    Wanted(Matrix),
    Other(String),
}

/// A compressed element is a zlib stream that holds one other element.
fn compressed(elements: &Elements, element: &Element, name: &str) -> Result<Found> {
    let contents = zlib(element.data, element.offset, elements.path, |head| {
        let tag = elements.inside(element, head).tag()?;
        Ok(tag.size.saturating_add(8))
    })?;
    let mut inner = elements.inside(element, &contents);
    match inner.next()? {
        Some(element) if element.kind == MATRIX => matrix(&mut inner.within(&element), name),
        _ => Ok(Found::Other("something else".into())),
    }
}

/// A matrix: flags, dimensions, name, values.
fn matrix(parts: &mut Elements, name: &str) -> Result<Found> {
    let flags = parts.expect(UINT32, "flags")?;
    let class = parts.words(&flags).next().unwrap_or(0) & 0xff;
    if class > LAST_CLASS {
        return Ok(Found::Other(format!("something of class {class}")));
    }
    let dimensions = parts.expect(INT32, "dimensions")?;
    let title = parts.expect(INT8, "name")?;
    if title.data != name.as_bytes() {
        return Ok(Found::Other(String::from_utf8_lossy(title.data).into()));
    }
    if class != BYTES {
        let problem = format!("{name:?} has class {class}, not {BYTES} (uint8)");
        return Err(parts.damage(flags.offset, problem));
    }
    let sizes: Vec<usize> = parts.words(&dimensions).map(|n| n as usize).collect();
    let values = parts.expect(UINT8, "values")?;
    match sizes[..] {
        [rows, columns] if rows.checked_mul(columns) == Some(values.data.len()) => {
            Ok(Found::Wanted(Matrix { rows, columns, values: values.data.to_vec() }))
        }
        _ => {
            let count = values.data.len();
            let problem = format!("{name:?} is of size {sizes:?}, but holds {count} values");
            Err(parts.damage(dimensions.offset, problem))
        }
    }
}
