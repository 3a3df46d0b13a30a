//! Writers of the formats that this crate only reads.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

/// A gzipped file.
pub fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(contents).unwrap();
    encoder.finish().unwrap()
}

/// Writes MAT-files in either byte order.
#[derive(Clone, Copy)]
pub struct Mat {
    pub big_endian: bool,
}

impl Mat {
    fn words(self, words: &[u32]) -> Vec<u8> {
        let bytes = |word: &u32| match self.big_endian {
            true => word.to_be_bytes(),
            false => word.to_le_bytes(),
        };
        words.iter().flat_map(bytes).collect()
    }

    fn element(self, kind: u32, data: &[u8]) -> Vec<u8> {
        let mut bytes = self.words(&[kind, data.len() as u32]);
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    }

    /// An element of one to four bytes, which shares the tag's eight bytes.
    fn small(self, kind: u32, data: &[u8]) -> Vec<u8> {
        let mut bytes = self.words(&[(data.len() as u32) << 16 | kind]);
        bytes.extend(data);
        bytes.resize(8, 0);
        bytes
    }

    /// A matrix of `rows` × `columns` bytes, column after column.
    pub fn matrix(self, class: u32, name: &str, rows: u32, columns: u32, values: &[u8]) -> Vec<u8> {
        let values = match values.len() {
            1..=4 => self.small(2, values),
            _ => self.element(2, values),
        };
        let name = match name.len() {
            1..=4 => self.small(1, name.as_bytes()),
            _ => self.element(1, name.as_bytes()),
        };
        let flags = self.element(6, &self.words(&[class, 0]));
        let sizes = self.element(5, &self.words(&[rows, columns]));
        self.element(14, &[flags, sizes, name, values].concat())
    }

    /// A compressed element that holds another.
    pub fn compressed(self, element: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(element).unwrap();
        let data = encoder.finish().unwrap();
        [self.words(&[15, data.len() as u32]), data].concat()
    }

    /// A whole file.
    pub fn file(self, elements: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![b' '; 124];
        bytes.extend(match self.big_endian {
            true => *b"\x01\0MI",
            false => *b"\0\x01IM",
        });
        bytes.extend(elements.concat());
        bytes
    }
}

pub const LITTLE: Mat = Mat { big_endian: false };
pub const BIG: Mat = Mat { big_endian: true };
