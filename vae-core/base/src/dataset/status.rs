//! Whether the published files are there, and intact.

use std::fmt;
use std::path::{Path, PathBuf};

use super::data_file::DataFile;
use super::sets::{ALL, files};
use crate::dataset::Source;
use crate::error::{Error, ErrorKind};

/// What is known about one published file in a folder.
#[derive(Debug)]
pub struct FileStatus {
    /// Which file.
    pub file: &'static DataFile,
    /// Where it is, or would be.
    pub path: PathBuf,
    /// Whether it is there and intact.
    pub state: FileState,
}

/// The state of a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileState {
    /// It is not there.
    Missing,
    /// Its contents are those that were published.
    Intact {
        /// Its size on disk.
        bytes: u64,
    },
    /// It cannot be read or is not what was published; the error says why.
    Damaged(Error),
}

impl FileState {
    /// Whether the contents are those that were published.
    pub fn is_intact(&self) -> bool {
        matches!(self, Self::Intact { .. })
    }
}

impl fmt::Display for FileState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("missing"),
            Self::Intact { bytes } => write!(f, "intact, {:.1} MB", *bytes as f64 / 1e6),
            Self::Damaged(error) if error.kind() == ErrorKind::Checksum => {
                write!(f, "not as published: {error}")
            }
            Self::Damaged(error) => write!(f, "damaged: {error}"),
        }
    }
}

/// Reads and checks every published file in the folder, of MNIST, Frey Faces and every other set
/// that is there in part; takes about as long as loading them.
pub fn status(dir: &Path) -> Vec<FileStatus> {
    let is_asked_for = |source: &&Source| {
        let is_there = files(source).iter().any(|file| file.find(dir).is_some());
        matches!(source, Source::Mnist | Source::FreyFaces) || is_there
    };
    ALL.iter().filter(is_asked_for).flat_map(files).map(|file| file.status(dir)).collect()
}

impl DataFile {
    /// Reads and checks this file in the folder.
    pub fn status(&'static self, dir: &Path) -> FileStatus {
        let found = self.find(dir);
        let state = match &found {
            None => FileState::Missing,
            Some(path) => match self.read_from(path) {
                Ok(_) => FileState::Intact {
                    bytes: std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
                },
                Err(error) => FileState::Damaged(error),
            },
        };
        let path = found.unwrap_or_else(|| self.place(dir));
        FileStatus { file: self, path, state }
    }
}
