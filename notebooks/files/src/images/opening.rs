//! How images are opened, anew or as a run remembers them.

use std::path::{Path, PathBuf};

use vae_core::dataset::{self, OwnImages, Preparation, SplitConfig, data_dir};
use vae_core::{Dataset, Error, Provenance, Result, Source, Split};

use super::labels::Labels;
use super::opened::{Opened, opened};
use super::prepare;
use super::sets;

/// What to open, and how: the default takes images as they are, and holds out a tenth.
///
/// ```no_run
/// use vae_core::dataset::Preparation;
/// use vae_files::Opening;
///
/// # fn main() -> vae_core::Result<()> {
/// let preparation = Preparation { resize: Some([32, 32]), grey: true, ..Preparation::default() };
/// let opened = Opening { preparation, ..Opening::of("my-pictures") }.open()?;
/// println!("{}\n{}", opened.split, opened.report);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// A folder of pictures, or a file of images.
    pub path: PathBuf,
    /// What is made of each image.
    pub preparation: Preparation,
    /// Which are learnt from.
    pub split: SplitConfig,
}

/// Opens a folder of PNG or JPEG pictures, whose subfolders are classes; a `.npy`, `.npz`, IDX,
/// safetensors or MATLAB (level 5) file; or a folder of files named like MNIST's. A tenth of the
/// images is held out, always the same, where the files do not say which.
///
/// Images that take more memory than 1 GiB, or than `VAE_MEMORY` says in MiB, are kept in a file
/// without a name, in the folder `VAE_CACHE` or the system's one for caches, and mapped into memory:
/// the sets are used as any others, and the system keeps as much of them in memory as it has room for.
///
/// # Errors
/// [`ErrorKind::Io`](vae_core::ErrorKind), [`ErrorKind::Malformed`](vae_core::ErrorKind) or
/// [`ErrorKind::Saved`](vae_core::ErrorKind) with the file, the place, what was found and what
/// helps. Nothing is half read: one picture that cannot be decoded is an error.
pub fn open(path: impl AsRef<Path>) -> Result<Split> {
    Ok(Opening::of(path).open()?.split)
}

/// The images of a source: a run's own, as its configuration remembers them, or those that
/// [`dataset::load`] knows by name, from [`data_dir`].
///
/// # Errors
/// As [`open`] and [`dataset::load`]; [`ErrorKind::DataMissing`](vae_core::ErrorKind) where the
/// images have moved, [`ErrorKind::Checksum`](vae_core::ErrorKind) where they are others now.
pub fn load(source: &Source) -> Result<Split> {
    load_from(source, None)
}

/// As [`load`], where a run's own images lie at another place now.
///
/// # Errors
/// As [`load`].
pub fn load_from(source: &Source, moved_to: Option<&Path>) -> Result<Split> {
    let images = match (source, moved_to) {
        (Source::Own(images), _) => images,
        // A model from elsewhere, of whose images nothing is known.
        (Source::Other(_) | Source::Untrained, Some(place)) => return open(place),
        (Source::Other(_) | Source::Untrained, None) => {
            let remedy = "where these images lie is not known here; name the place by --data PATH";
            return Err(Error::config("dataset", source, remedy));
        }
        _ => return dataset::load(source, &data_dir()),
    };
    let opening = Opening::again(images, moved_to)?;
    let split = opening.open()?.split;
    if let Source::Own(now) = split.train.source()
        && now.sha256 != images.sha256
    {
        let remedy = "the images there are others, or more or fewer, than the run began with; name \
                      the place of those by --data";
        return Err(Error::checksum(&opening.path, &now.sha256, &images.sha256, remedy));
    }
    Ok(Split {
        train: remembered(&split.train, source, images)?,
        test: remembered(&split.test, source, images)?,
    })
}

/// A set as a run knows it: with its source, and its classes counted as they were then.
fn remembered(set: &Dataset, source: &Source, images: &OwnImages) -> Result<Dataset> {
    let names = match set.source() {
        Source::Own(now) => now.classes.clone(),
        _ => Vec::new(),
    };
    let recounted = |values: &[i64]| -> Result<Vec<i64>> {
        let mut labels = Labels { values: values.to_vec(), names };
        labels.renamed(&images.classes, &images.path)?;
        Ok(labels.values)
    };
    let labels = set.labels().map(recounted).transpose()?;
    Dataset::new(set.images().shallow_clone(), labels, set.image_shape(), source.clone())
}

impl Opening {
    /// The images at a path, taken as they are.
    pub fn of(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_path_buf(), ..Self::default() }
    }

    /// Those that a run remembers.
    fn again(images: &OwnImages, moved_to: Option<&Path>) -> Result<Self> {
        let mut opening = Self {
            path: images.path.clone(),
            preparation: images.preparation.clone(),
            split: images.split.clone(),
        };
        if let Some(place) = moved_to {
            let moved = |path: &mut PathBuf| {
                if let (Some(old), Some(new)) = (images.path.parent(), place.parent())
                    && let Ok(inside) = path.strip_prefix(old)
                {
                    *path = new.join(inside);
                }
            };
            opening.split.test.iter_mut().for_each(moved);
            opening.preparation.labels.iter_mut().for_each(moved);
            opening.path = place.to_path_buf();
        }
        if !opening.path.exists() {
            let remedy = "if they have moved, name the place by --data PATH, or in a cell by \
                          vae_files::images::load_from";
            let folder = opening.path.parent().unwrap_or(&opening.path);
            return Err(Error::data_missing(images, folder, opening.path.display(), remedy));
        }
        Ok(opening)
    }

    /// Reads, prepares and splits the images.
    ///
    /// # Errors
    /// As [`open`]; [`ErrorKind::Config`](vae_core::ErrorKind) for sizes that make no sense.
    pub fn open(&self) -> Result<Opened> {
        prepare::check(&self.preparation)?;
        let path = absolute(&self.path)?;
        let mut preparation = self.preparation.clone();
        if let Some(labels) = preparation.labels.as_mut().filter(|labels| labels.exists()) {
            *labels = absolute(labels)?;
        }
        let mut split = self.split.clone();
        let mut found = sets::find(&path, &preparation)?;
        if let Some(test) = &mut split.test {
            *test = absolute(test)?;
            let how = Preparation { labels: None, ..preparation.clone() };
            let other = sets::find(test, &how)?;
            found.take_test(other, test)?;
        }
        opened(&path, &found, &preparation, &split)
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(Error::io("open", path))
}
