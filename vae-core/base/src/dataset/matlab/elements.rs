//! The elements that a MAT-file is made of: a tag, then data.

use std::path::Path;

use super::COMPRESSED;
use crate::dataset::bytes::malformed;
use crate::error::{Error, Result};

/// One element: its type, its data, and where the data begins.
pub(super) struct Element<'a> {
    pub(super) kind: u32,
    pub(super) data: &'a [u8],
    pub(super) offset: usize,
}

/// An element's type, the size of its data in bytes, and whether both share one word.
pub(super) struct Tag {
    pub(super) kind: u32,
    pub(super) size: usize,
    pub(super) small: bool,
}

/// Reads elements one after another.
pub(super) struct Elements<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) big_endian: bool,
    /// Where the compressed element that these bytes come from begins.
    pub(super) compressed_at: Option<usize>,
    pub(super) path: &'a Path,
}

impl<'a> Elements<'a> {
    /// The elements inside an element.
    pub(super) fn within(&self, element: &Element<'a>) -> Elements<'a> {
        Elements {
            bytes: &self.bytes[..element.offset + element.data.len()],
            at: element.offset,
            ..*self
        }
    }

    /// The elements that a compressed element turned out to hold.
    pub(super) fn inside<'b>(&'b self, element: &Element, bytes: &'b [u8]) -> Elements<'b> {
        Elements {
            bytes,
            at: 0,
            big_endian: self.big_endian,
            compressed_at: Some(element.offset),
            path: self.path,
        }
    }

    /// The next element, or none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Element<'a>>> {
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
    pub(super) fn expect(&mut self, kind: u32, what: &str) -> Result<Element<'a>> {
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

    pub(super) fn tag(&mut self) -> Result<Tag> {
        let start = self.at;
        let word = self.word()?;
        let (size, kind) = ((word >> 16) as usize, word & 0xffff);
        match size {
            0 => Ok(Tag { kind, size: self.word()? as usize, small: false }),
            1..=4 => Ok(Tag { kind, size, small: true }),
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

    pub(super) fn words(&self, element: &Element<'a>) -> impl Iterator<Item = u32> {
        let (words, _) = element.data.as_chunks();
        words.iter().map(|word| self.order(*word))
    }

    fn order(&self, word: [u8; 4]) -> u32 {
        match self.big_endian {
            true => u32::from_be_bytes(word),
            false => u32::from_le_bytes(word),
        }
    }

    pub(super) fn damage(&self, offset: usize, problem: impl Into<String>) -> Error {
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
