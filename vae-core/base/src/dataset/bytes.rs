//! The bytes of a file, and what is said where they are not as they should be.

use std::path::Path;

use crate::error::{Error, Result};
use crate::files;

/// What to do about a damaged file that somebody made.
const REMEDY: &str = "write the file again, or name another";

/// What to do about a damaged file that was published, which nothing replaces unasked.
pub(super) const PUBLISHED: &str =
    "if it is a download gone wrong, move it away and run `vae data fetch`";

/// A damaged file's error, with the byte where the damage shows.
pub(super) fn malformed(path: &Path, offset: usize, problem: impl std::fmt::Display) -> Error {
    Error::malformed(path, offset as u64, problem, REMEDY)
}

/// Reads a whole file, unless it is longer than `max` bytes or no file at all.
pub(super) fn read_file(path: &Path, max: u64) -> Result<Vec<u8>> {
    files::read_up_to(path, max, |problem| malformed(path, 0, problem))
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
