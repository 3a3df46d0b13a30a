//! A published file, and where it is.

use std::path::{Path, PathBuf};

use super::Source;

/// A published file.
#[derive(Debug)]
pub struct DataFile {
    /// Its name on the mirrors and in the data set's folder.
    pub name: &'static str,
    /// The data set that it belongs to.
    pub source: Source,
    /// SHA-256 of its contents (of the uncompressed IDX file, or of the Frey Faces' pixels), or of
    /// the file as it was published.
    pub sha256: &'static str,
    /// Folders on the web that have it.
    pub mirrors: &'static [&'static str],
    /// No version of it, plain or compressed, is longer than this many bytes.
    pub max_bytes: u64,
    /// Where it belongs inside the data folder.
    pub(super) folder: &'static str,
    /// Other folders inside it where programs put the file.
    pub(super) elsewhere: &'static [&'static str],
    /// How to get it by hand, where no server has the file by itself.
    pub by_hand: Option<&'static str>,
    /// The length of an unpacked copy, which is all that tells one, where the published checksum
    /// is of the packed file and no other set's copy is as long.
    pub(super) unpacked_bytes: Option<usize>,
    pub(super) checked: Checked,
    pub(super) contents: Contents,
}

/// What a published checksum is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// Of what is in the file, however it is compressed.
    Contents,
    /// Of the file, byte for byte.
    File,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    Images,
    Labels,
    Faces,
    /// Black and white pixels, as `0` and `1` in lines of text.
    Digits,
}

impl DataFile {
    /// Where it belongs in the data folder.
    pub fn place(&self, dir: &Path) -> PathBuf {
        dir.join(self.folder).join(self.name)
    }

    /// Where in the data folder the file is: as published, unpacked, or as Kaggle and torchvision
    /// name it.
    pub fn find(&self, dir: &Path) -> Option<PathBuf> {
        let may_be_plain = self.checked == Checked::Contents || self.unpacked_bytes.is_some();
        self.find_as(dir, may_be_plain)
    }

    /// An unpacked copy counts where nothing published tells it from another file, too.
    pub(super) fn find_as(&self, dir: &Path, may_be_plain: bool) -> Option<PathBuf> {
        let mut names = vec![self.name.to_string()];
        if let (true, Some(plain)) = (may_be_plain, self.name.strip_suffix(".gz")) {
            let dotted = plain.replacen("-idx", ".idx", 1);
            names.extend([plain.to_string(), dotted.clone(), format!("{dotted}.gz")]);
        }
        let folders = std::iter::once(&self.folder).chain(self.elsewhere);
        let places =
            folders.flat_map(|folder| names.iter().map(move |name| dir.join(folder).join(name)));
        // Kaggle's archives unpack into a folder of the file's name.
        let inside = |path: PathBuf| match path.is_dir() {
            true => path.file_name().map(|name| path.join(name)).filter(|file| file.is_file()),
            false => Some(path).filter(|path| path.exists()),
        };
        let places: Vec<PathBuf> = places.collect();
        let found = places.iter().cloned().find_map(inside);
        found.or_else(|| places.into_iter().find(|path| path.exists()))
    }
}
