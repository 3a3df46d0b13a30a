//! From a folder of files to training and test images.

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::{Path, PathBuf};

use tch::{Kind, Tensor};

use super::bytes::malformed;
use super::checkout::checkout;
use super::data_file::DataFile;
use super::idx::LABELS_HEADER;
use super::sets::{
    BINARIZED, EMNIST_DIGITS, FASHION, FREY, FREY_COUNT, KMNIST, LETTERS, MNIST, files,
};
use super::{idx, synthetic};
use crate::dataset::{Dataset, ImageShape, Provenance, Source};
use crate::error::{Error, ErrorKind, Result};

/// The thesis leaves out the first 5,000 of MNIST's training images, as TensorFlow's old
/// tutorial loader did, which held them out for validation.
const MNIST_TRAIN: Range<usize> = 5_000..60_000;
/// The thesis trains on the first 1,600 faces in order and tests on the next 300.
const FREY_TRAIN: Range<usize> = 0..1_600;
const FREY_TEST: Range<usize> = 1_600..1_900;

/// How many digits are drawn to learn from and to test with, and the seed of both.
const DIGITS: (usize, usize) = (6_000, 1_000);
const SEED: u64 = 0;

/// Images to learn from, and others to test with.
#[derive(Debug, Clone)]
pub struct Split {
    /// What a model learns from.
    pub train: Dataset,
    /// What it is tested with, and never learns from.
    pub test: Dataset,
}

impl Provenance for Split {
    fn image_shape(&self) -> ImageShape {
        self.train.image_shape()
    }

    fn source(&self) -> &Source {
        self.train.source()
    }
}

/// The folder of the data: the environment variable `VAE_DATA`, or `data` in the checkout that
/// this crate was built from.
pub fn data_dir() -> PathBuf {
    match std::env::var_os("VAE_DATA") {
        Some(dir) if !dir.is_empty() => dir.into(),
        _ => checkout().join("data"),
    }
}

/// Loads a data set with the thesis's split (its section 5.1): MNIST from `dir` as 55,000 training
/// images (the 60,000 less the first 5,000) and 10,000 test images; Frey Faces from `dir` as the
/// first 1,600 in order and the next 300; 6,000 and 1,000 synthetic digits or 1,600 and 300
/// synthetic faces, always the same ones; Fashion-MNIST and Kuzushiji-MNIST whole, 60,000 and 10,000;
/// EMNIST whole and upright, 124,800 and 20,800 letters, 240,000 and 40,000 digits;
/// of the binarised MNIST that papers compare, 50,000 and 10,000. Every file is checked by its
/// SHA-256.
///
/// # Errors
/// [`ErrorKind::DataMissing`](crate::ErrorKind) where files are absent; [`ErrorKind::Malformed`](crate::ErrorKind), [`ErrorKind::Checksum`](crate::ErrorKind) or
/// [`ErrorKind::Io`](crate::ErrorKind) where one is not as published; [`ErrorKind::Config`](crate::ErrorKind) for [`Source::Other`].
pub fn load(source: &Source, dir: &Path) -> Result<Split> {
    match source {
        Source::Mnist => {
            let Split { train, test } = like_mnist(&MNIST, dir)?;
            Ok(Split { train: train.subset(MNIST_TRAIN)?, test })
        }
        Source::FashionMnist => like_mnist(&FASHION, dir),
        Source::Kmnist => like_mnist(&KMNIST, dir),
        Source::EmnistLetters => emnist(&LETTERS, 1, dir),
        Source::EmnistDigits => emnist(&EMNIST_DIGITS, 0, dir),
        Source::BinarizedMnist => binarized(dir),
        Source::FreyFaces => frey(dir),
        Source::SyntheticDigits => {
            let (train, test) = DIGITS;
            let all = synthetic::digits(train + test, SEED)?;
            split(&all, 0..train, train..train + test)
        }
        Source::SyntheticFaces => {
            let all = synthetic::faces(FREY_TEST.end, SEED)?;
            split(&all, FREY_TRAIN, FREY_TEST)
        }
        Source::Own(images) => {
            let remedy =
                "images of your own are opened by vae_files::open, which reads their files";
            Err(Error::config("dataset", images.path.display(), remedy))
        }
        Source::Other(_) | Source::Untrained => {
            let remedy = "only MNIST, Frey Faces and the synthetic sets can be loaded by name; \
                          open others with vae_files::open, or make them with Dataset::new";
            Err(Error::config("dataset", source, remedy))
        }
    }
}

/// Loads a data set from [`data_dir`] as [`load`] does; where any of its files is absent, its
/// synthetic counterpart, whose [`Source`] says so.
///
/// # Errors
/// As [`load`], except that absent files are none. A damaged file is an error, never replaced.
pub fn load_or_synthetic(source: &Source) -> Result<Split> {
    load_from_or_synthetic(source, &data_dir())
}

fn load_from_or_synthetic(source: &Source, dir: &Path) -> Result<Split> {
    match load(source, dir) {
        Err(error) if error.kind() == ErrorKind::DataMissing => {
            load(&source.synthetic_counterpart(), dir)
        }
        outcome => outcome,
    }
}

fn split(all: &Dataset, train: Range<usize>, test: Range<usize>) -> Result<Split> {
    Ok(Split { train: all.subset(train)?, test: all.subset(test)? })
}

fn like_mnist(set: &[DataFile; 4], dir: &Path) -> Result<Split> {
    let [train_images, train_labels, test_images, test_labels] = set;
    require_files(&train_images.source, dir)?;
    Ok(Split {
        train: digits(train_images, train_labels, dir)?,
        test: digits(test_images, test_labels, dir)?,
    })
}

/// EMNIST's columns are stored as rows, and its letters are counted from 1.
fn emnist(set: &[DataFile; 4], first: i64, dir: &Path) -> Result<Split> {
    let Split { train, test } = like_mnist(set, dir)?;
    let [_, train_labels, _, test_labels] = set;
    Ok(Split {
        train: upright(&train, first, &train_labels.place(dir))?,
        test: upright(&test, first, &test_labels.place(dir))?,
    })
}

fn upright(set: &Dataset, first: i64, labels: &Path) -> Result<Dataset> {
    let shape = set.image_shape();
    let columns = set.images().f_view([-1, shape.width, shape.height])?;
    let rows = columns.f_transpose(1, 2)?.f_reshape([-1, shape.pixels()])?;
    let lowered = |(i, label): (usize, &i64)| {
        let too_low = || malformed(labels, LABELS_HEADER + i, format!("a label below {first}"));
        Some(label - first).filter(|&own| own >= 0).ok_or_else(too_low)
    };
    let own: Option<Result<Vec<i64>>> =
        set.labels().map(|all| all.iter().enumerate().map(lowered).collect());
    Dataset::new(rows, own.transpose()?, shape, set.source().clone())
}

fn binarized(dir: &Path) -> Result<Split> {
    require_files(&Source::BinarizedMnist, dir)?;
    let [train, test] = BINARIZED.each_ref().map(|file| {
        let pixels = file.read(dir)?;
        let size = [pixels.len() as i64 / ImageShape::MNIST.pixels(), ImageShape::MNIST.pixels()];
        let pixels = Tensor::f_from_data_size(&pixels, &size, Kind::Uint8)?;
        Dataset::new(pixels, None, ImageShape::MNIST, Source::BinarizedMnist)
    });
    Ok(Split { train: train?, test: test? })
}

fn digits(images: &DataFile, labels: &DataFile, dir: &Path) -> Result<Dataset> {
    let source = images.source.clone();
    let contents = images.read(dir)?;
    let images = idx::parse_images(&contents, &images.place(dir))?;
    let labels = idx::parse_labels(&labels.read(dir)?, &labels.place(dir))?;
    let size = [images.count as i64, images.shape.pixels()];
    let pixels = Tensor::f_from_data_size(images.pixels(), &size, Kind::Uint8)?;
    Dataset::new(pixels, Some(labels), images.shape, source)
}

fn frey(dir: &Path) -> Result<Split> {
    require_files(&Source::FreyFaces, dir)?;
    let size = [FREY_COUNT as i64, ImageShape::FREY.pixels()];
    let [file] = &*FREY;
    let pixels = Tensor::f_from_data_size(&file.read(dir)?, &size, Kind::Uint8)?;
    let all = Dataset::new(pixels, None, ImageShape::FREY, Source::FreyFaces)?;
    split(&all, FREY_TRAIN, FREY_TEST)
}

/// Names the files of a data set that are absent, if any are.
fn require_files(source: &Source, dir: &Path) -> Result<()> {
    let missing: Vec<&str> = files(source)
        .iter()
        .filter(|file| file.find(dir).is_none())
        .map(|file| file.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let set = match source {
        Source::Mnist | Source::FreyFaces => String::new(),
        other => other.named().map_or(String::new(), |named| format!(" {}", named.name)),
    };
    let get = match files(source).iter().find_map(|file| file.by_hand) {
        Some(by_hand) => by_hand.to_string(),
        None => format!("download it with `vae data fetch{set}`"),
    };
    let absent = files(source).iter().filter(|file| file.find(dir).is_none());
    let unpacked = absent.filter_map(|file| file.find_as(dir, true)).next();
    let other = unpacked.as_deref().and_then(Path::parent).map_or(String::new(), |folder| {
        let folder = folder.display();
        format!("; no published checksum tells what lies unpacked in {folder}: `--data {folder}` takes it")
    });
    let remedy = format!("{get}, or name the folder that has it in VAE_DATA{other}");
    Err(Error::data_missing(source, dir, missing.join(", "), remedy))
}
