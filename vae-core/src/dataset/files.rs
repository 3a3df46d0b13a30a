//! The published files: their names, contents and mirrors, and whether they are there.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::bytes::{PUBLISHED, malformed, read_file};
use super::idx::{self, Images};
use super::matlab;
use crate::dataset::{ImageShape, Source};
use crate::error::{Error, ErrorKind, Result};

/// The number of Frey Faces.
pub(super) const FREY_COUNT: usize = 1965;

const MNIST_MIRRORS: &[&str] = &[
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
];
const FREY_MIRRORS: &[&str] = &["https://cs.nyu.edu/~roweis/data/"];

/// A published file.
#[derive(Debug)]
pub struct DataFile {
    /// Its name on the mirrors and in the data folder.
    pub name: &'static str,
    /// The data set that it belongs to.
    pub source: Source,
    /// SHA-256 of its contents: of the uncompressed IDX file, or of the Frey Faces' pixels.
    pub sha256: &'static str,
    /// Folders on the web that have it.
    pub mirrors: &'static [&'static str],
    /// No version of it, plain or compressed, is longer than this many bytes.
    pub max_bytes: u64,
    contents: Contents,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contents {
    Images,
    Labels,
    Faces,
}

const fn mnist(
    name: &'static str,
    sha256: &'static str,
    max_bytes: u64,
    contents: Contents,
) -> DataFile {
    DataFile { name, source: Source::Mnist, sha256, mirrors: MNIST_MIRRORS, max_bytes, contents }
}

/// Training images and labels, then test images and labels.
pub(super) static MNIST: [DataFile; 4] = [
    mnist(
        "train-images-idx3-ubyte.gz",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        50_000_000,
        Contents::Images,
    ),
    mnist(
        "train-labels-idx1-ubyte.gz",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        100_000,
        Contents::Labels,
    ),
    mnist(
        "t10k-images-idx3-ubyte.gz",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        10_000_000,
        Contents::Images,
    ),
    mnist(
        "t10k-labels-idx1-ubyte.gz",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        100_000,
        Contents::Labels,
    ),
];
pub(super) static FREY: [DataFile; 1] = [DataFile {
    name: "frey_rawface.mat",
    source: Source::FreyFaces,
    sha256: "2438ba4f0d2a6bd8bac43de756141eaa33c8d248dd613d464bdb1210d9b7af78",
    mirrors: FREY_MIRRORS,
    max_bytes: 4_000_000,
    contents: Contents::Faces,
}];

/// The published files of a data set; none for one that has no files.
pub fn files(source: &Source) -> &'static [DataFile] {
    match source {
        Source::Mnist => &MNIST,
        Source::FreyFaces => &FREY,
        _ => &[],
    }
}

#[cfg(all(test, feature = "fetch"))]
impl DataFile {
    /// A file of labels for tests.
    pub(super) fn labels(
        name: &'static str,
        sha256: &'static str,
        mirrors: &'static [&'static str],
        max_bytes: u64,
    ) -> Self {
        Self { mirrors, ..mnist(name, sha256, max_bytes, Contents::Labels) }
    }
}

impl DataFile {
    /// Where in the folder the file is, as published or unpacked by the user.
    pub fn find(&self, dir: &Path) -> Option<PathBuf> {
        let published = Some(dir.join(self.name));
        let unpacked = self.name.strip_suffix(".gz").map(|name| dir.join(name));
        [published, unpacked].into_iter().flatten().find(|path| path.exists())
    }

    /// The file's contents: IDX with its header, or the pixels of all faces.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind), [`ErrorKind::Malformed`](crate::ErrorKind) or [`ErrorKind::Checksum`](crate::ErrorKind) where they are not those that
    /// were published.
    pub(super) fn read(&self, dir: &Path) -> Result<Vec<u8>> {
        self.read_from(&self.find(dir).unwrap_or_else(|| dir.join(self.name)))
    }

    pub(super) fn read_from(&self, path: &Path) -> Result<Vec<u8>> {
        let bytes = read_file(path, self.max_bytes).map_err(remedied)?;
        match self.check(&bytes, path)? {
            Cow::Owned(contents) => Ok(contents),
            Cow::Borrowed(_) => Ok(bytes),
        }
    }

    /// The contents of a file's bytes, if they are those that were published.
    pub(super) fn check<'a>(&self, bytes: &'a [u8], path: &Path) -> Result<Cow<'a, [u8]>> {
        let contents = match self.contents {
            Contents::Images => idx::parse_images(bytes, path).map(Images::into_contents),
            Contents::Labels => idx::label_contents(bytes, path),
            Contents::Faces => faces(bytes, path).map(Cow::Owned),
        };
        let contents = contents.map_err(|error| error.with_remedy(PUBLISHED))?;
        let found = format!("{:x}", Sha256::digest(&contents));
        if found != self.sha256 {
            return Err(Error::checksum(path, &found, self.sha256, PUBLISHED));
        }
        Ok(contents)
    }
}

/// What the operating system refuses has a remedy of its own.
fn remedied(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Malformed => error.with_remedy(PUBLISHED),
        _ => error,
    }
}

/// Face after face: the columns of the matrix `ff`.
fn faces(bytes: &[u8], path: &Path) -> Result<Vec<u8>> {
    let matrix = matlab::parse_matrix(bytes, "ff", path)?;
    let pixels = ImageShape::FREY.pixels() as usize;
    if (matrix.rows, matrix.columns) != (pixels, FREY_COUNT) {
        let (rows, columns) = (matrix.rows, matrix.columns);
        let problem = format!("ff is {rows}×{columns}, not {pixels}×{FREY_COUNT}");
        return Err(malformed(path, 0, problem));
    }
    Ok(matrix.values)
}
