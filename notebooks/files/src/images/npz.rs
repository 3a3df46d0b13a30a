//! NumPy's `.npz`: a zip archive of `.npy` files.

use std::io::{Cursor, Read};
use std::path::Path;

use vae_core::Result;
use zip::ZipArchive;

use super::array::Array;
use super::{MAX_FILE, malformed};
use crate::npy;

/// No array of a file of `n` bytes is longer than this many times `n`: what deflate can do at most.
const MAX_RATIO: u64 = 1032;

/// The arrays' names.
pub fn names(bytes: &[u8], path: &Path) -> Result<Vec<String>> {
    let archive = open(bytes, path)?;
    let names = archive.file_names().filter_map(|name| name.strip_suffix(".npy"));
    let mut names: Vec<String> = names.map(String::from).collect();
    names.sort();
    Ok(names)
}

/// Reads an array that is there.
pub fn parse(bytes: &[u8], name: &str, path: &Path) -> Result<Array> {
    let contents = member(bytes, &format!("{name}.npy"), path)?;
    npy::parse(&contents, &path.join(format!("{name}.npy")))
}

/// One file of a zip archive, unpacked.
pub fn member(bytes: &[u8], name: &str, path: &Path) -> Result<Vec<u8>> {
    let mut archive = open(bytes, path)?;
    let damaged = |error: String| malformed(path, 0, format!("{name} in it: {error}"));
    let file = archive.by_name(name).map_err(|error| damaged(error.to_string()))?;
    let size = file.size();
    if size > MAX_FILE || size / MAX_RATIO > bytes.len() as u64 {
        return Err(damaged(format!("{size} bytes are more than it can hold")));
    }
    let mut contents = Vec::new();
    let read = file.take(size + 1).read_to_end(&mut contents);
    read.map_err(|error| damaged(error.to_string()))?;
    match contents.len() as u64 == size {
        true => Ok(contents),
        false => Err(damaged(format!("it does not hold the {size} bytes that it promises"))),
    }
}

/// The archive's table of contents.
pub fn open<'a>(bytes: &'a [u8], path: &Path) -> Result<ZipArchive<Cursor<&'a [u8]>>> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| malformed(path, 0, format!("not a whole zip archive ({error})")))
}
