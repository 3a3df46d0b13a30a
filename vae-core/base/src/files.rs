//! Reading with a limit and writing all or nothing.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// No file that a run writes comes near this size.
const LARGEST: u64 = 1 << 31;
/// Nor does any JSON come near this one: 5,000 epochs take 1 MB.
const LARGEST_JSON: u64 = 1 << 26;

/// The whole contents of a file, unless it is absurdly large or no file at all.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_up_to(path, LARGEST, not_ours(path))
}

fn not_ours(path: &Path) -> impl Fn(String) -> Error {
    move |problem| Error::saved(path, problem, "name a file that vae-core wrote")
}

/// The whole contents of a file; what is no file, or a longer one, `refuse` has words for.
pub(crate) fn read_up_to(
    path: &Path,
    largest: u64,
    refuse: impl Fn(String) -> Error,
) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(Error::io("open", path))?;
    let metadata = file.metadata().map_err(Error::io("read", path))?;
    if metadata.is_dir() {
        return Err(refuse("this is a folder, not a file".into()));
    } else if !metadata.is_file() {
        return Err(refuse("this is not a file".into()));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= largest {
        bytes.reserve(metadata.len() as usize);
        file.take(largest + 1).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    }
    match metadata.len().max(bytes.len() as u64) > largest {
        true => Err(refuse(format!("it is longer than {largest} bytes"))),
        false => Ok(bytes),
    }
}

/// How the names of half-written files begin.
pub const TEMPORARY: &str = ".writing-";

/// Replaces a file by new contents, so that whoever looks finds the old or the new, whole:
/// a neighbour is written, flushed to the disk and renamed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || Ok(neighbour(path, bytes)?.persist(path)?);
    write().map(drop).map_err(Error::io("write", path))
}

/// As [`write_atomically`], and keeps the old contents as `previous`: at every moment one of the
/// two files is there and whole.
pub fn replace_keeping(path: &Path, previous: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let neighbour = neighbour(path, bytes)?;
        if path.exists() {
            std::fs::rename(path, previous)?;
        }
        neighbour.persist(path)?;
        File::open(folder_of(path))?.sync_all() // the new names reach the disk, too
    };
    write().map_err(Error::io("write", path))
}

/// A temporary file beside `path` that holds the bytes, on the disk.
fn neighbour(path: &Path, bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    // Not for its owner's eyes alone: what the umask leaves of these rights.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut neighbour = builder.tempfile_in(folder_of(path))?;
    neighbour.write_all(bytes)?;
    neighbour.as_file().sync_all()?;
    Ok(neighbour)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A JSON file, written for people to read.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| not_json(path, &e))?;
    text.push('\n');
    write_atomically(path, text.as_bytes())
}

/// What a JSON file holds, if it is what is expected.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    parse_json(path, &read_up_to(path, LARGEST_JSON, not_ours(path))?)
}

/// What JSON bytes hold; `path` is where they came from.
pub fn parse_json<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|e| not_json(path, &e))
}

fn not_json(path: &Path, error: &serde_json::Error) -> Error {
    Error::saved(path, error, "mend that place, or restore the file from a copy")
}
