//! MATLAB's level 5 MAT-file, as far as a matrix of bytes needs it: both byte orders, small
//! elements and compressed ones. (The MathWorks, "MAT-File Format".)

use std::path::Path;

use super::inflate::{malformed, zlib};
use crate::{Error, Result};

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
/// [`Error::Malformed`] with the offending byte, where the bytes are not a level 5 MAT-file, or
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
            Ok(Found::Wanted(Matrix {
                rows,
                columns,
                values: values.data.to_vec(),
            }))
        }
        _ => {
            let count = values.data.len();
            let problem = format!("{name:?} is of size {sizes:?}, but holds {count} values");
            Err(parts.damage(dimensions.offset, problem))
        }
    }
}

/// One element: its type, its data, and where the data begins.
struct Element<'a> {
    kind: u32,
    data: &'a [u8],
    offset: usize,
}

/// An element's type, the size of its data in bytes, and whether both share one word.
struct Tag {
    kind: u32,
    size: usize,
    small: bool,
}

/// Reads elements one after another.
struct Elements<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
    /// Where the compressed element that these bytes come from begins.
    compressed_at: Option<usize>,
    path: &'a Path,
}

impl<'a> Elements<'a> {
    /// The elements inside an element.
    fn within(&self, element: &Element<'a>) -> Elements<'a> {
        Elements {
            bytes: &self.bytes[..element.offset + element.data.len()],
            at: element.offset,
            ..*self
        }
    }

    /// The elements that a compressed element turned out to hold.
    fn inside<'b>(&'b self, element: &Element, bytes: &'b [u8]) -> Elements<'b> {
        Elements {
            bytes,
            at: 0,
            big_endian: self.big_endian,
            compressed_at: Some(element.offset),
            path: self.path,
        }
    }

    /// The next element, or none at the end.
    fn next(&mut self) -> Result<Option<Element<'a>>> {
        if self.at == self.bytes.len() {
            return Ok(None);
        }
        let start = self.at;
        let Tag { kind, size, small } = self.tag()?;
        let offset = self.at;
        let end = offset.checked_add(size);
        let Some(data) = end.and_then(|end| self.bytes.get(offset..end)) else {
            let problem = format!("an element of {size} bytes runs past the end");
            return Err(self.damage(start, problem));
        };
        let padded = match (small, kind) {
            (true, _) => 4,
            (false, COMPRESSED) => size,
            (false, _) => size.next_multiple_of(8),
        };
        self.at = (offset + padded).min(self.bytes.len());
        Ok(Some(Element { kind, data, offset }))
    }

    /// The next element, which must have a certain type.
    fn expect(&mut self, kind: u32, what: &str) -> Result<Element<'a>> {
        let start = self.at;
        match self.next()? {
            Some(element) if element.kind == kind => Ok(element),
            Some(element) => {
                let problem = format!("{what} of type {}, not {kind}", element.kind);
                Err(self.damage(start, problem))
            }
            None => Err(self.damage(start, format!("a matrix without {what}"))),
        }
    }

    fn tag(&mut self) -> Result<Tag> {
        let start = self.at;
        let word = self.word()?;
        let (size, kind) = ((word >> 16) as usize, word & 0xffff);
        match size {
            0 => Ok(Tag {
                kind,
                size: self.word()? as usize,
                small: false,
            }),
            1..=4 => Ok(Tag {
                kind,
                size,
                small: true,
            }),
            _ => Err(self.damage(start, format!("a small element of {size} bytes"))),
        }
    }

    fn word(&mut self) -> Result<u32> {
        let end = self.bytes.len();
        let rest = &self.bytes[self.at.min(end)..];
        let Some((word, _)) = rest.split_first_chunk() else {
            return Err(self.damage(end, "the file ends inside an element's tag"));
        };
        self.at += 4;
        Ok(self.order(*word))
    }

    fn words(&self, element: &Element<'a>) -> impl Iterator<Item = u32> {
        let (words, _) = element.data.as_chunks();
        words.iter().map(|word| self.order(*word))
    }

    fn order(&self, word: [u8; 4]) -> u32 {
        match self.big_endian {
            true => u32::from_be_bytes(word),
            false => u32::from_le_bytes(word),
        }
    }

    fn damage(&self, offset: usize, problem: impl Into<String>) -> Error {
        let problem = problem.into();
        match self.compressed_at {
            None => malformed(self.path, offset, problem),
            Some(at) => {
                let problem = format!("{problem} (byte {offset} of what is compressed here)");
                malformed(self.path, at, problem)
            }
        }
    }
}
