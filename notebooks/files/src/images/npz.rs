//! NumPy's `.npz`: a zip archive of `.npy` files.

use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;

use vae_core::Result;
use zip::ZipArchive;

use super::array::Array;
use super::bytes::Bytes;
use super::cache::Spool;
use super::{MAX_FILE, malformed};
use crate::npy;

/// Bytes unpacked at a time.
const CHUNK: u64 = 1 << 16;

/// No array of a file of `n` bytes is longer than this many times `n`: what deflate can do at most.
const MAX_RATIO: u64 = 1032;

/// The arrays' names.
pub fn names(bytes: &Bytes, path: &Path) -> Result<Vec<String>> {
    let archive = archive(BufReader::new(bytes.reader()), path)?;
    let names = archive.file_names().filter_map(|name| name.strip_suffix(".npy"));
    let mut names: Vec<String> = names.map(String::from).collect();
    names.sort();
    Ok(names)
}

/// Reads an array that is there.
pub fn parse(bytes: &Bytes, name: &str, path: &Path) -> Result<Array> {
    let name = format!("{name}.npy");
    let mut archive = archive(BufReader::new(bytes.reader()), path)?;
    let damaged = |error: String| malformed(path, 0, format!("{name} in it: {error}"));
    let mut file = archive.by_name(&name).map_err(|error| damaged(error.to_string()))?;
    let size = file.size();
    if size / MAX_RATIO > bytes.len() {
        return Err(damaged(format!("{size} bytes are more than it can hold")));
    }
    let (mut contents, mut chunk) = (Spool::new()?, Vec::new());
    let mut length = 0;
    loop {
        let left = (size + 1).saturating_sub(length);
        let read = file.by_ref().take(left.min(CHUNK)).read_to_end(&mut chunk);
        if read.map_err(|error| damaged(error.to_string()))? == 0 {
            break;
        }
        contents.write(&chunk)?;
        length += chunk.len() as u64;
        chunk.clear();
    }
    if length != size {
        return Err(damaged(format!("it does not hold the {size} bytes that it promises")));
    }
    npy::parse(&contents.finish()?, &path.join(name))
}

/// One file of a zip archive that lies in memory, unpacked.
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

/// The table of contents of an archive that lies in memory.
pub fn open<'a>(bytes: &'a [u8], path: &Path) -> Result<ZipArchive<Cursor<&'a [u8]>>> {
    archive(Cursor::new(bytes), path)
}

fn archive<R: Read + Seek>(reader: R, path: &Path) -> Result<ZipArchive<R>> {
    ZipArchive::new(reader)
        .map_err(|error| malformed(path, 0, format!("not a whole zip archive ({error})")))
}
