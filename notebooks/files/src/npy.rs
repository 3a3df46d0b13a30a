//! NumPy's `.npy`: a magic number, a header that is a Python dictionary of three fixed entries,
//! numbers. (NumPy Enhancement Proposal 1.)
//!
//! The header is read by hand: a reader of all of Python's literals can be sent as deep as a
//! hostile header is long.

use std::fmt::Display;
use std::path::Path;

use vae_core::{Error, Result};

use crate::images::array::{Array, product};
use crate::images::bytes::Bytes;
use crate::images::numbers::{Numbers, Type};

/// NumPy itself refuses longer headers.
const MAX_HEADER: usize = 10_000;

const MAGIC: &[u8] = b"\x93NUMPY";

/// What a header says.
#[derive(Debug, PartialEq)]
struct Header {
    /// Byte order, kind and size of a number: `<f4`.
    descr: String,
    /// Whether the first dimension varies fastest.
    fortran: bool,
    shape: Vec<usize>,
    /// Where the numbers begin.
    data: usize,
}

/// Reads an array of real numbers; `path` is for messages only.
pub fn parse(bytes: &Bytes, path: &Path) -> Result<Array> {
    let head = bytes.head(12 + MAX_HEADER).map_err(Error::io("read", path))?;
    let header = header(&head).map_err(|(at, problem)| malformed(path, at, problem))?;
    let Header { descr, fortran, shape, data } = header;
    let Some(kind) = kind(&descr) else {
        let problem = format!("it holds {descr}; store uint8, float32 or float64");
        return Err(malformed(path, 10, problem));
    };
    let count = product(&shape)
        .ok_or_else(|| malformed(path, 10, format!("{shape:?} is more than fits")))?;
    let there = bytes.len() - data as u64;
    if count.checked_mul(kind.width()).map(|length| length as u64) != Some(there) {
        let problem = format!("{shape:?} numbers of type {descr}, but {there} bytes of them");
        return Err(malformed(path, data, problem));
    }
    let numbers =
        Numbers { kind, big_endian: descr.starts_with('>'), bytes: bytes.part(data as u64, there) };
    let array = Array::new(shape, numbers);
    match fortran {
        true => array.rows_of_columns().map_err(Error::io("read", path)),
        false => Ok(array),
    }
}

fn header(bytes: &[u8]) -> std::result::Result<Header, (usize, String)> {
    let fail = |at: usize, problem: &str| Err((at, problem.to_string()));
    if !bytes.starts_with(MAGIC) {
        return fail(0, "not a NumPy array (.npy)");
    }
    let (length, start) = match bytes.get(6..12) {
        Some(&[1, _, a, b, ..]) => (usize::from(u16::from_le_bytes([a, b])), 10),
        Some(&[2 | 3, _, a, b, c, d]) => (u32::from_le_bytes([a, b, c, d]) as usize, 12),
        Some(_) => return fail(6, "a version of .npy that is not known"),
        None => return fail(bytes.len(), "the file ends inside its header"),
    };
    if length > MAX_HEADER {
        return fail(8, "its header is absurdly long");
    }
    let Some(text) = bytes.get(start..start + length) else {
        return fail(bytes.len(), "the file ends inside its header");
    };
    let text = String::from_utf8_lossy(text);
    let entry = |key: &str| {
        let (_, after) = text.split_once(&format!("'{key}':"))?;
        Some(after.trim_start())
    };
    let descr = entry("descr").and_then(|rest| rest.strip_prefix('\''));
    let Some(descr) = descr.and_then(|rest| rest.split('\'').next()) else {
        return fail(start, "its numbers are of several kinds, or of Python objects");
    };
    let fortran = entry("fortran_order").is_some_and(|rest| rest.starts_with("True"));
    let shape = entry("shape").and_then(|rest| rest.strip_prefix('('));
    let shape = shape.and_then(|rest| rest.split_once(')')).and_then(|(inside, _)| {
        let sizes = inside.split(',').map(str::trim).filter(|size| !size.is_empty());
        sizes.map(|size| size.parse().ok()).collect::<Option<Vec<usize>>>()
    });
    let Some(shape) = shape else {
        return fail(start, "its header names no shape");
    };
    Ok(Header { descr: descr.to_string(), fortran, shape, data: start + length })
}

/// The type of a name; none for one that is not known: Python's objects, texts and dates have no
/// width that their name says.
fn kind(descr: &str) -> Option<Type> {
    Some(match descr.get(1..)? {
        "u1" | "b1" => Type::U8,
        "i1" => Type::I8,
        "u2" => Type::U16,
        "i2" => Type::I16,
        "u4" => Type::U32,
        "i4" => Type::I32,
        "u8" => Type::U64,
        "i8" => Type::I64,
        "f2" => Type::F16,
        "f4" => Type::F32,
        "f8" => Type::F64,
        _ => return None,
    })
}

/// The bytes of a file with these numbers; `descr` is their type, `<f4`, say.
pub fn to_bytes(descr: &str, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let sizes: String = shape.iter().map(|size| format!("{size}, ")).collect();
    let dictionary =
        format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({sizes}), }}");
    // Header and all before it take a multiple of 64 bytes, so that the numbers are aligned.
    let length = (10 + dictionary.len() + 1).next_multiple_of(64) - 10;
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(dictionary.as_bytes());
    bytes.resize(10 + length - 1, b' ');
    bytes.push(b'\n');
    bytes.extend(data);
    bytes
}

fn malformed(path: &Path, offset: usize, problem: impl Display) -> Error {
    let remedy = "write it again, `numpy.save(file, array)`";
    Error::malformed(path, offset as u64, problem, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(bytes: &[u8]) -> Result<Array> {
        parse(&Bytes::held(bytes.to_vec()), Path::new("a.npy"))
    }

    /// The sizes and the numbers.
    fn read(bytes: &[u8]) -> Result<(Vec<usize>, Vec<f32>)> {
        let array = parsed(bytes)?;
        Ok((array.dims, array.numbers.as_floats(0..array.numbers.len()).unwrap()))
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = to_bytes("|u1", &[2, 3], &[1, 2, 3, 4, 5, 6]);
        assert_eq!(bytes.len() % 64, 6);
        assert_eq!(read(&bytes).unwrap(), (vec![2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        let floats = [1.0_f64, -2.5].map(f64::to_be_bytes).concat();
        let bytes = to_bytes(">f8", &[2], &floats);
        assert_eq!(read(&bytes).unwrap(), (vec![2], vec![1.0, -2.5]));
    }

    #[test]
    fn columns_first_becomes_rows_first() {
        let bytes = to_bytes("|u1", &[2, 3], &[1, 4, 2, 5, 3, 6]);
        let text = String::from_utf8_lossy(&bytes[..]).into_owned();
        let at = text.find("False").map(|_| bytes.windows(5).position(|w| w == b"False")).unwrap();
        let mut bytes = bytes.clone();
        bytes.splice(at.unwrap()..at.unwrap() + 5, *b"True ");
        assert_eq!(read(&bytes).unwrap(), (vec![2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    }

    #[test]
    fn every_truncation_is_an_error() {
        let bytes = to_bytes("<f4", &[1, 2], &[0; 8]);
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err(), "cut to {end} bytes");
        }
    }

    #[test]
    fn what_no_pixels_are_made_of_is_named() {
        let said = |descr| read(&to_bytes(descr, &[1], &[0; 16])).unwrap_err().to_string();
        for descr in ["<c16", "|O", "<U5", "<M8[ns]", "", "<", "é"] {
            assert!(said(descr).contains(&format!("it holds {descr};")), "{}", said(descr));
        }
        let huge = to_bytes("|u1", &[usize::MAX, 3], &[]);
        assert!(read(&huge).unwrap_err().to_string().contains("more than fits"));
    }
}
