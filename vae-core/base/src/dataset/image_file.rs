//! Images that stay on the disk until a batch needs them.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use tch::{Kind, Tensor};

use super::ImageSet;
use super::bytes::malformed;
use super::idx::{self, IMAGES_HEADER};
use super::images::floats;
use crate::dataset::{ImageShape, Provenance, Source};
use crate::error::{Error, Result};

/// The images of a plain (not gzipped) IDX file, read from the disk batch by batch: however many
/// there are, no more than a batch of them is in memory.
#[derive(Debug)]
pub struct ImageFile {
    file: File,
    path: PathBuf,
    count: usize,
    shape: ImageShape,
    source: Source,
}

impl ImageFile {
    /// Opens a file and checks that it is as long as its header says.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind) where it cannot be read, [`ErrorKind::Malformed`](crate::ErrorKind) where it is not an IDX file of
    /// images, or gzipped.
    pub fn open(path: impl AsRef<Path>, source: Source) -> Result<Self> {
        let path = path.as_ref();
        let file = File::open(path).map_err(Error::io("open", path))?;
        let metadata = file.metadata().map_err(Error::io("read", path))?;
        if !metadata.is_file() {
            return Err(malformed(path, 0, "this is not a file"));
        }
        let mut header = [0; IMAGES_HEADER];
        let there = header.len().min(metadata.len() as usize);
        file.read_exact_at(&mut header[..there], 0).map_err(Error::io("read", path))?;
        if header.starts_with(&[0x1f, 0x8b]) {
            let problem = "it is gzipped, and images are read from anywhere in it; gunzip it";
            return Err(malformed(path, 0, problem));
        }
        let (count, shape, wanted) = idx::images_header(&header[..there], path)?;
        if metadata.len() != wanted as u64 {
            let found = metadata.len();
            let problem = format!("{found} bytes long, where its header promises {wanted}");
            return Err(malformed(path, wanted.min(found as usize), problem));
        }
        Ok(Self { file, path: path.to_path_buf(), count, shape, source })
    }

    fn pixels(&self) -> usize {
        self.shape.pixels() as usize
    }

    /// Fills `bytes` with the images from `first` on.
    fn read(&self, first: usize, bytes: &mut [u8]) -> Result<()> {
        let offset = IMAGES_HEADER + first * self.pixels();
        self.file.read_exact_at(bytes, offset as u64).map_err(Error::io("read", &self.path))
    }

    fn floats(&self, bytes: &[u8]) -> Result<Tensor> {
        let size = [(bytes.len() / self.pixels()) as i64, self.shape.pixels()];
        floats(&Tensor::f_from_data_size(bytes, &size, Kind::Uint8)?)
    }

    fn outside(&self, given: String) -> Error {
        Error::config(
            "images",
            given,
            format!("{} has images 0 to {}", self.path.display(), self.count - 1),
        )
    }
}

impl ImageSet for ImageFile {
    fn len(&self) -> usize {
        self.count
    }

    fn batch(&self, indices: &[i64]) -> Result<Tensor> {
        let inside = 0..self.count as i64;
        if let Some(index) = indices.iter().find(|index| !inside.contains(index)) {
            return Err(self.outside(index.to_string()));
        }
        let mut bytes = vec![0; indices.len() * self.pixels()];
        for (image, &index) in bytes.chunks_exact_mut(self.pixels()).zip(indices) {
            self.read(index as usize, image)?;
        }
        self.floats(&bytes)
    }

    fn range(&self, start: usize, len: usize) -> Result<Tensor> {
        let end = start.saturating_add(len);
        if end > self.count {
            return Err(self.outside(format!("{start}..{end}")));
        }
        let mut bytes = vec![0; len * self.pixels()];
        self.read(start, &mut bytes)?;
        self.floats(&bytes)
    }
}

impl Provenance for ImageFile {
    fn image_shape(&self) -> ImageShape {
        self.shape
    }

    fn source(&self) -> &Source {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three images of 1×2 pixels.
    const BYTES: [u8; 22] =
        [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102, 153, 204];

    fn open(bytes: &[u8]) -> Result<ImageFile> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        ImageFile::open(file.path(), Source::Other("three".into()))
    }

    fn rows(tensor: Tensor) -> Vec<Vec<f32>> {
        tensor.try_into().unwrap()
    }

    #[test]
    fn batches_are_read_where_they_lie() {
        let file = open(&BYTES).unwrap();
        let batch = file.batch(&[2, 0, 2]).unwrap();
        assert_eq!(rows(batch), [[0.6, 0.8], [0.0, 1.0], [0.6, 0.8]]);
        assert_eq!(rows(file.range(1, 2).unwrap()), [[0.2, 0.4], [0.6, 0.8]]);
    }

    #[test]
    fn what_is_outside_is_an_error() {
        let file = open(&BYTES).unwrap();
        assert!(file.batch(&[3]).is_err() && file.batch(&[-1]).is_err());
        assert!(file.range(2, 2).is_err() && file.range(usize::MAX, usize::MAX).is_err());
    }

    #[test]
    fn every_truncation_and_flipped_size_is_an_error() {
        for end in 0..BYTES.len() {
            assert!(open(&BYTES[..end]).is_err(), "cut to {end} bytes");
        }
        for bit in 0..8 * IMAGES_HEADER {
            let mut bytes = BYTES;
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&bytes).is_err(), "bit {bit}");
        }
    }
}
