//! Where the training images, the test images and the labels of each lie: in one file, in a folder
//! of pictures, or in files named like MNIST's.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use vae_core::dataset::{Preparation, foreign};
use vae_core::{Error, ErrorKind, Result};

use super::bytes::Bytes;
use super::contents::Contents;
use super::folder;
use super::labels::Labels;
use super::layout;
use super::raw::{Part, Raw};
use super::unfit;

/// What lies at a path.
pub struct Found {
    pub train: Part,
    /// Images to test with, where they are told apart from the others.
    pub test: Option<Part>,
    /// Files that are no images.
    pub passed_over: Vec<PathBuf>,
}

/// What arrays with images, and those with their labels, are usually called; then those of the
/// test images.
const NAMES: [[&str; 4]; 5] = [
    ["x_train", "y_train", "x_test", "y_test"],
    ["train_images", "train_labels", "test_images", "test_labels"],
    ["images", "labels", "test_images", "test_labels"],
    ["X", "y", "X_test", "y_test"],
    ["data", "labels", "test_data", "test_labels"],
];

/// MNIST's files, and what Kaggle and others call them.
const MNIST: [[&str; 2]; 4] = [
    ["train-images", "idx3"],
    ["train-labels", "idx1"],
    ["t10k-images", "idx3"],
    ["t10k-labels", "idx1"],
];

/// Finds images at a path.
pub fn find(path: &Path, how: &Preparation) -> Result<Found> {
    let mut found = match path.metadata() {
        Ok(metadata) if metadata.is_dir() => in_folder(path, how)?,
        Ok(_) => in_file(path, how)?,
        Err(error) => return Err(Error::io("open", path)(error)),
    };
    if let Some(labels) = &how.labels {
        found.train.labels = Some(second(labels, &found.train)?);
    }
    Ok(found)
}

fn in_folder(path: &Path, how: &Preparation) -> Result<Found> {
    let paths = MNIST.map(|[what, kind]| idx_file(path, what, kind));
    if let [Some(images), labels, test_images, test_labels] = paths {
        let part = |images: &Path, labels: Option<PathBuf>| -> Result<Part> {
            let mut part = stack(&Contents::open(images)?, None, how)?;
            if let Some(labels) = labels {
                let array = Contents::open(&labels)?.array(None)?;
                part.labels = Some(Labels::of_array(&array, part.len(), &labels)?);
            }
            Ok(part)
        };
        let train = part(&images, labels)?;
        let test = test_images.map(|images| part(&images, test_labels)).transpose()?;
        return Ok(Found { train, test, passed_over: Vec::new() });
    }
    let inside =
        |names: [&str; 2]| names.iter().map(|name| path.join(name)).find(|folder| folder.is_dir());
    if let (Some(train), Some(test)) = (inside(["train", "training"]), inside(["test", "testing"]))
    {
        let train = folder::open(&train)?;
        let mut test = folder::open(&test)?;
        if let (Some(own), Some(theirs)) = (&train.part.labels, &mut test.part.labels) {
            theirs.renamed(&own.names, &test.part.path)?;
        }
        let passed_over = [train.passed_over, test.passed_over].concat();
        return Ok(Found { train: train.part, test: Some(test.part), passed_over });
    }
    let all = folder::open(path)?;
    Ok(Found { train: all.part, test: None, passed_over: all.passed_over })
}

/// A file by MNIST's name or a like one: with a dot or a dash, gzipped or not, or in a folder of
/// that name, as Kaggle's archives unpack.
fn idx_file(folder: &Path, what: &str, kind: &str) -> Option<PathBuf> {
    let names = ["-", "."]
        .into_iter()
        .flat_map(|mark| ["", ".gz"].map(|ending| format!("{what}{mark}{kind}-ubyte{ending}")));
    let places = names.flat_map(|name| [folder.join(&name), folder.join(&name).join(&name)]);
    places.into_iter().find(|place| place.is_file())
}

fn in_file(path: &Path, how: &Preparation) -> Result<Found> {
    let contents = Contents::open(path)?;
    let names = contents.names()?;
    let has = |name: &str| names.iter().any(|known| known == name);
    let variable = how.variable.as_deref();
    let known = NAMES.iter().find(|[images, ..]| match variable {
        Some(variable) => variable == *images,
        None => has(images) && names.len() > 1,
    });
    let Some([images, labels, test_images, test_labels]) = known else {
        let train = stack(&contents, variable, how)?;
        return Ok(Found { train, test: None, passed_over: Vec::new() });
    };
    let part = |images: &str, labels: &str| -> Result<Part> {
        let mut part = stack(&contents, Some(images), how)?;
        if has(labels) {
            let array = contents.array(Some(labels))?;
            part.labels = Some(Labels::of_array(&array, part.len(), path)?);
        }
        Ok(part)
    };
    let train = part(images, labels)?;
    let test = has(test_images).then(|| part(test_images, test_labels)).transpose()?;
    Ok(Found { train, test, passed_over: Vec::new() })
}

fn stack(contents: &Contents, name: Option<&str>, how: &Preparation) -> Result<Part> {
    let array = contents.array(name)?;
    let stack = layout::images(array, how.shape.as_deref(), &contents.path)?;
    let array = name.map(String::from);
    Ok(Part { images: Raw::Stack(stack), labels: None, path: contents.path.clone(), array })
}

/// Labels from a second file, or from an array of the images' own one.
fn second(labels: &Path, images: &Part) -> Result<Labels> {
    if !labels.exists() && images.path.is_file() {
        let name = labels.file_name().unwrap_or_default().to_string_lossy();
        let array = Contents::open(&images.path)?.array(Some(&name))?;
        return Labels::of_array(&array, images.len(), &images.path);
    }
    let bytes = std::fs::read(labels).map_err(Error::io("read", labels))?;
    match Contents::of(labels, Bytes::held(bytes.clone())) {
        Ok(contents) => {
            let remedy = "labels are whole numbers, or text with one label a line";
            let array = contents.array(None).map_err(|error| match error.kind() {
                ErrorKind::Malformed => error.with_remedy(remedy),
                _ => error,
            })?;
            Labels::of_array(&array, images.len(), labels)
        }
        Err(error) if error.kind() != ErrorKind::Malformed => Err(error),
        Err(error) => {
            let is_text = std::str::from_utf8(&bytes).is_ok() || foreign(&bytes).is_none();
            if !is_text || bytes.iter().take(512).any(|&byte| byte < 9) {
                return Err(error);
            }
            let names: Vec<String> = (0..images.len()).map(|i| images.name(i)).collect();
            Labels::of_text(&bytes, &names, labels)
        }
    }
}

impl Found {
    /// Images of another place to test with.
    pub fn take_test(&mut self, mut other: Self, path: &Path) -> Result<()> {
        if let (Some(own), Some(theirs)) = (&self.train.labels, &mut other.train.labels) {
            theirs.renamed(&own.names, path)?;
        }
        self.test = Some(other.train);
        self.passed_over.extend(other.passed_over);
        Ok(())
    }
}

impl Labels {
    /// Gives test labels the numbers that the training images' classes have.
    pub fn renamed(&mut self, names: &[String], path: &Path) -> Result<()> {
        if self.names == names {
            return Ok(());
        }
        let own = std::mem::take(&mut self.names);
        let places: HashMap<&str, i64> = names.iter().map(String::as_str).zip(0..).collect();
        let place = |value: &i64| {
            let name = own.get(*value as usize).cloned().unwrap_or_else(|| value.to_string());
            match names.is_empty() {
                true => name.parse().ok().filter(|&n| n >= 0).ok_or(name),
                false => places.get(&*name).copied().ok_or(name),
            }
        };
        let values: Result<Vec<i64>, String> = self.values.iter().map(place).collect();
        self.values = values.map_err(|name| {
            unfit(
                path,
                format!("its class {name} is not among the training images'"),
                "name both alike",
            )
        })?;
        self.names = names.to_vec();
        Ok(())
    }
}
