//! MATLAB's level 5 MAT-file, as far as arrays of real numbers need it: both byte orders, small
//! elements and compressed ones. (The MathWorks, "MAT-File Format".)

mod elements;
mod numbers;

use std::path::Path;

use super::bytes::malformed;
use super::inflate::zlib;
use super::recognise::foreign;
use crate::error::Result;
use elements::{Element, Elements};
pub use numbers::Numbers;

const HEADER: usize = 128;

/// Types of elements.
const INT8: u32 = 1;
const INT32: u32 = 5;
const UINT32: u32 = 6;
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;

/// Classes of arrays: from doubles to 64-bit integers all hold numbers; unsigned bytes are 9.
const CLASSES: std::ops::RangeInclusive<u32> = 6..=15;
const BYTES: u32 = 9;
/// Flags of an array: its numbers are complex, or truths.
const COMPLEX: u32 = 0x0800;
const LOGICAL: u32 = 0x0200;

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

/// An array of numbers of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// What it is called.
    pub name: String,
    /// Two sizes or more, the first of which varies fastest among the values.
    pub dimensions: Vec<usize>,
    /// As many as the product of the dimensions.
    pub values: Numbers,
}

/// Finds the uint8 matrix `name` in the bytes of a MAT-file; `path` is for messages only.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) with the offending byte, where the bytes are not a level 5 MAT-file, or
/// hold no two-dimensional uint8 matrix of that name.
pub fn parse_matrix(bytes: &[u8], name: &str, path: &Path) -> Result<Matrix> {
    let Variable { dimensions, values, .. } = parse_variable(bytes, Some(name), path)?;
    match (&dimensions[..], values) {
        (&[rows, columns], Numbers::Bytes(values)) => Ok(Matrix { rows, columns, values }),
        (_, Numbers::Bytes(_)) => {
            let problem = format!("{name:?} has the dimensions {dimensions:?}, not two");
            Err(malformed(path, HEADER, problem))
        }
        _ => Err(malformed(path, HEADER, format!("{name:?} does not hold bytes (uint8)"))),
    }
}

/// Finds the array `name` in the bytes of a MAT-file, or the only one where no name is given;
/// `path` is for messages only.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) with the offending byte, where the bytes are not a level 5 MAT-file;
/// where there is no array of that name, or no single one, with the names and dimensions of all.
pub fn parse_variable(bytes: &[u8], name: Option<&str>, path: &Path) -> Result<Variable> {
    let mut elements = Elements {
        bytes,
        at: HEADER,
        big_endian: big_endian(bytes, path)?,
        compressed_at: None,
        path,
    };
    let (mut found, mut others) = (Vec::new(), Vec::new());
    while let Some(element) = elements.next()? {
        let array = match element.kind {
            MATRIX => array(&mut elements.within(&element), name)?,
            COMPRESSED => compressed(&elements, &element, name)?,
            _ => continue,
        };
        match array {
            Found::Wanted(variable) if name.is_some() => return Ok(variable),
            Found::Wanted(variable) => found.push(variable),
            Found::Other(other) => others.push(other),
        }
    }
    if found.len() == 1 {
        return Ok(found.remove(0));
    }
    others.extend(found.iter().map(|v| format!("{} {:?}", v.name, v.dimensions)));
    let problem = match name {
        Some(name) => format!("no variable {name:?} in this file, only {others:?}"),
        None => format!("name one of its variables: {others:?}"),
    };
    Err(malformed(path, HEADER, problem))
}

/// The byte order, from the last four bytes of the header.
fn big_endian(bytes: &[u8], path: &Path) -> Result<bool> {
    match bytes.get(HEADER - 4..HEADER) {
        Some([0, 1, b'I', b'M']) => Ok(false),
        Some([1, 0, b'M', b'I']) => Ok(true),
        Some(_) => {
            let other = foreign(bytes).map(|other| format!(": it is {other}")).unwrap_or_default();
            Err(malformed(path, HEADER - 4, format!("not a MATLAB level 5 file{other}")))
        }
        None => Err(malformed(path, bytes.len(), "ends inside its header")),
    }
}

/// What an array turned out to be.
enum Found {
    Wanted(Variable),
    Other(String),
}

/// A compressed element is a zlib stream that holds one other element.
fn compressed(elements: &Elements, element: &Element, name: Option<&str>) -> Result<Found> {
    let contents = zlib(element.data, element.offset, elements.path, |head| {
        let tag = elements.inside(element, head).tag()?;
        Ok(tag.size.saturating_add(8))
    })?;
    let mut inner = elements.inside(element, &contents);
    match inner.next()? {
        Some(element) if element.kind == MATRIX => array(&mut inner.within(&element), name),
        _ => Ok(Found::Other("something else".into())),
    }
}

/// An array: flags, dimensions, name, values.
fn array(parts: &mut Elements, wanted: Option<&str>) -> Result<Found> {
    let flags = parts.expect(UINT32, "flags")?;
    let word = parts.words(&flags).next().unwrap_or(0);
    let class = word & 0xff;
    if class > *CLASSES.end() {
        return Ok(Found::Other(format!("something of class {class}")));
    }
    let sizes = parts.expect(INT32, "dimensions")?;
    let title = parts.expect(INT8, "name")?;
    let name = String::from_utf8_lossy(title.data).into_owned();
    let dimensions: Vec<usize> = parts.words(&sizes).map(|n| n as usize).collect();
    let is_wanted = wanted.is_none_or(|wanted| wanted.as_bytes() == title.data);
    let is_real = CLASSES.contains(&class) && word & COMPLEX == 0;
    match (is_wanted, is_real) {
        (false, _) => return Ok(Found::Other(format!("{name} {dimensions:?}"))),
        (true, false) if wanted.is_none() => return Ok(Found::Other(format!("{name}, no array"))),
        (true, false) => {
            let problem = format!("{name:?} has class {class}: it is no array of real numbers");
            return Err(parts.damage(flags.offset, problem));
        }
        (true, true) => {}
    }
    let start = parts.at;
    let Some(values) = parts.next()? else {
        return Err(parts.damage(start, "an array without values"));
    };
    let are_bytes = class == BYTES || word & LOGICAL != 0;
    let Some(values) = parts.numbers(&values, are_bytes) else {
        let problem = format!("{name:?} has values of type {}, no numbers", values.kind);
        return Err(parts.damage(values.offset, problem));
    };
    let product = dimensions.iter().try_fold(1_usize, |product, &n| product.checked_mul(n));
    if dimensions.len() < 2 || product != Some(values.len()) {
        let count = values.len();
        let problem = format!("{name:?} is of size {dimensions:?}, but holds {count} values");
        return Err(parts.damage(sizes.offset, problem));
    }
    Ok(Found::Wanted(Variable { name, dimensions, values }))
}
