//! The bytes of a file, and what is said where they are not as they should be.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};

/// What to do about a damaged file.
pub(super) const REMEDY: &str =
    "download the file again (`vae data fetch` does it for MNIST and Frey Faces)";

/// A damaged file's error, with the byte where the damage shows.
pub(super) fn malformed(path: &Path, offset: usize, problem: impl std::fmt::Display) -> Error {
    Error::malformed(path, offset as u64, problem, REMEDY)
}

/// Reads a whole file, unless it is longer than `max` bytes or no file at all.
pub(super) fn read_file(path: &Path, max: u64) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(Error::io("open", path))?;
    let metadata = file.metadata().map_err(Error::io("read", path))?;
    if !metadata.is_file() {
        return Err(malformed(path, 0, "this is not a file"));
    }
    let too_long = || malformed(path, max as usize, format!("longer than {max} bytes"));
    if metadata.len() > max {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    file.take(max + 1).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() as u64 > max {
        return Err(too_long());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_file(folder.path(), 10).is_err());
        let path = folder.path().join("eleven");
        std::fs::write(&path, [0; 11]).unwrap();
        assert!(read_file(&path, 10).is_err());
        assert_eq!(read_file(&path, 11).unwrap().len(), 11);
    }
}
