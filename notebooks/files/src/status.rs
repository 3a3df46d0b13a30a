//! Whether the published files are there, and intact.

use std::fmt;
use std::path::{Path, PathBuf};

use vae_core::dataset::{DataFile, files, published};
use vae_core::{Error, ErrorKind, Source};

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
    let is_there = |source: &Source| files(source).iter().any(|file| file.find(dir).is_some());
    let is_asked_for = |file: &&DataFile| match &file.source {
        Source::Mnist | Source::FreyFaces => true,
        other => is_there(other),
    };
    published().filter(is_asked_for).map(|file| FileStatus::of(file, dir)).collect()
}

impl FileStatus {
    /// Reads and checks one file in the folder.
    pub fn of(file: &'static DataFile, dir: &Path) -> Self {
        let found = file.find(dir);
        let state = found.as_deref().map_or(FileState::Missing, |path| FileState::of(file, path));
        Self { file, path: found.unwrap_or_else(|| file.place(dir)), state }
    }
}

impl FileState {
    fn of(file: &DataFile, path: &Path) -> Self {
        match file.read_from(path) {
            Ok(_) => {
                let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
                Self::Intact { bytes }
            }
            Err(error) => Self::Damaged(error),
        }
    }
}
