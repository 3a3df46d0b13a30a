//! Whether a file holds what was published.

use std::borrow::Cow;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::bytes::{PUBLISHED, malformed, read_file};
use super::data_file::{Checked, Contents, DataFile};
use super::idx::{self, Images};
use super::matlab;
use super::sets::{FREY_COUNT, published};
use crate::dataset::ImageShape;
use crate::error::{Error, ErrorKind, Result};

impl DataFile {
    /// The file's contents: IDX with its header, or the pixels of all images.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind), [`ErrorKind::Malformed`](crate::ErrorKind) or [`ErrorKind::Checksum`](crate::ErrorKind) where they are not those that
    /// were published.
    pub(super) fn read(&self, dir: &Path) -> Result<Vec<u8>> {
        self.read_from(&self.find(dir).unwrap_or_else(|| self.place(dir)))
    }

    /// The contents of the file at `path`, as [`check`](Self::check) returns them.
    ///
    /// # Errors
    /// As [`check`](Self::check); [`ErrorKind::Io`](crate::ErrorKind) where it cannot be read.
    pub fn read_from(&self, path: &Path) -> Result<Vec<u8>> {
        let bytes = read_file(path, self.max_bytes).map_err(remedied)?;
        match self.check(&bytes, path)? {
            Cow::Owned(contents) => Ok(contents),
            Cow::Borrowed(_) => Ok(bytes),
        }
    }

    /// The contents of the bytes of a file at `path`, if they are those that were published.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`](crate::ErrorKind) or [`ErrorKind::Checksum`](crate::ErrorKind)
    /// where they are not.
    pub fn check<'a>(&self, bytes: &'a [u8], path: &Path) -> Result<Cow<'a, [u8]>> {
        let contents = match self.contents {
            Contents::Images => idx::parse_images(bytes, path).map(Images::into_contents),
            Contents::Labels => idx::label_contents(bytes, path),
            Contents::Faces => faces(bytes, path).map(Cow::Owned),
            Contents::Digits => digits(bytes, path).map(Cow::Owned),
        };
        let contents = contents.map_err(|error| error.with_remedy(PUBLISHED))?;
        let found = match self.checked {
            Checked::Contents => checksum(&contents),
            Checked::File => checksum(bytes),
        };
        let is_plain_copy = matches!(contents, Cow::Borrowed(_));
        if found == self.sha256 || is_plain_copy && self.unpacked_bytes == Some(contents.len()) {
            return Ok(contents);
        }
        Err(match known([&checksum(bytes), &checksum(&contents)]) {
            Some(other) => Error::checksum(path, &found, self.sha256, other.belongs()),
            None => Error::checksum(path, &found, self.sha256, PUBLISHED),
        })
    }

    /// What a file is that lies at another one's place.
    fn belongs(&self) -> String {
        let place = Path::new(self.folder).join(self.name);
        format!("it is {}'s: move it to {} in the data folder", self.source, place.display())
    }
}

fn checksum(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// The published file that has one of these checksums.
fn known(checksums: [&str; 2]) -> Option<&'static DataFile> {
    published().find(|file| checksums.contains(&file.sha256))
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

/// Image after image, black and white, of text: `0 1 0 …`, one image a line.
fn digits(bytes: &[u8], path: &Path) -> Result<Vec<u8>> {
    let line = 2 * ImageShape::MNIST.pixels() as usize;
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() || bytes.is_empty() || !bytes.len().is_multiple_of(line) {
        return Err(malformed(path, bytes.len(), "not lines of 784 numbers each"));
    }
    let pixel = |(at, pair): (usize, &[u8; 2])| match (pair, (2 * at + 2).is_multiple_of(line)) {
        ([b'0', b' '], false) | ([b'0', b'\n'], true) => Ok(0),
        ([b'1', b' '], false) | ([b'1', b'\n'], true) => Ok(255),
        _ => Err(malformed(path, 2 * at, "neither 0 nor 1 stands here")),
    };
    pairs.iter().enumerate().map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sets::{EMNIST_DIGITS, FASHION, LETTERS, MNIST};
    use super::*;

    #[test]
    fn text_becomes_pixels() {
        let line = format!("{}1\n", "0 ".repeat(783));
        let path = Path::new("a.amat");
        let pixels = digits(line.repeat(2).as_bytes(), path).unwrap();
        assert_eq!((pixels.len(), pixels[783], pixels[784]), (1568, 255, 0));
        assert!(digits(&line.as_bytes()[1..], path).is_err() && digits(b"", path).is_err());
        assert!(digits(line.replace('1', "2").as_bytes(), path).is_err());
    }

    #[test]
    fn files_of_another_set_are_known_by_their_checksum() {
        let [_, labels, ..] = &*FASHION;
        let belongs = known([labels.sha256, ""]).unwrap().belongs();
        assert!(belongs.contains("Fashion-MNIST's"), "{belongs}");
        assert!(belongs.contains("fashion-mnist/train-labels-idx1-ubyte.gz"), "{belongs}");
        assert!(known(["", "0"]).is_none());
    }

    #[test]
    fn files_are_found_under_the_names_that_others_give_them() {
        let folder = tempfile::tempdir().unwrap();
        let name = "train-images-idx3-ubyte";
        for place in [
            format!("{name}.gz"),
            name.to_string(),
            "train-images.idx3-ubyte".into(),
            "train-images.idx3-ubyte/train-images.idx3-ubyte".into(),
            format!("MNIST/raw/{name}"),
        ] {
            let dir = tempfile::tempdir_in(folder.path()).unwrap();
            let path = dir.path().join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, b"").unwrap();
            assert_eq!(MNIST[0].find(dir.path()), Some(path));
            assert_eq!(FASHION[0].find(dir.path()), None);
        }
    }

    #[test]
    fn emnist_is_found_where_its_archive_torchvision_and_kaggle_put_it() {
        let name = "emnist-letters-train-images-idx3-ubyte";
        for place in [
            format!("emnist/{name}.gz"),
            format!("emnist/gzip/{name}.gz"),
            format!("EMNIST/raw/{name}"),
            format!("emnist/{name}"),
            format!("emnist/emnist_source_files/{name}"),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, b"").unwrap();
            assert_eq!(LETTERS[0].find(dir.path()), Some(path));
            assert_eq!(EMNIST_DIGITS[0].find(dir.path()), None);
        }
    }

    /// Of the packed file a checksum is published, of an unpacked copy nothing but its length.
    #[test]
    fn an_unpacked_copy_is_known_by_its_length_and_a_packed_one_by_its_checksum() {
        let path = Path::new("labels");
        let labels = |count: u32| {
            let header = [&[0, 0, 8, 1][..], &count.to_be_bytes()].concat();
            [header, vec![1; count as usize]].concat()
        };
        let [_, file, ..] = &*LETTERS;
        assert_eq!(file.check(&labels(124_800), path).unwrap().len(), 124_808);
        let refused = |bytes: &[u8]| file.check(bytes, path).unwrap_err().kind();
        assert_eq!(refused(&labels(124_799)), ErrorKind::Checksum);
        assert_eq!(refused(&labels(60_000)), ErrorKind::Checksum);
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, &labels(124_800)).unwrap();
        assert_eq!(refused(&packer.finish().unwrap()), ErrorKind::Checksum);
        assert_eq!(refused(&labels(124_800)[..200]), ErrorKind::Malformed);
    }
}
