//! Images as their files hold them, and all of them prepared.

use std::path::{Path, PathBuf};

use vae_core::dataset::Preparation;
use vae_core::{Error, ImageShape, Result};

use super::labels::Labels;
use super::layout::Stack;
use super::picture::{self, Head, Picture};
use super::prepare::{planar, prepare};
use super::{MAX_SET, unfit};

/// Images that belong together, with their labels where they have some.
pub struct Part {
    pub images: Raw,
    pub labels: Option<Labels>,
    /// Where they were found.
    pub path: PathBuf,
}

/// Images, not yet prepared.
pub enum Raw {
    /// One picture a file.
    Files(Vec<PathBuf>),
    /// All in one file.
    Stack(Stack),
}

/// Images of one size, one channel after the other, image after image.
pub struct Prepared {
    pub shape: ImageShape,
    pub bytes: Vec<u8>,
}

/// At most so many unreadable files are listed.
const LISTED: usize = 20;

impl Part {
    pub fn len(&self) -> usize {
        match &self.images {
            Raw::Files(files) => files.len(),
            Raw::Stack(stack) => stack.count,
        }
    }

    /// What to call an image.
    pub fn name(&self, index: usize) -> String {
        match &self.images {
            Raw::Files(files) => files[index].display().to_string(),
            Raw::Stack(_) => format!("{}, image {index}", self.path.display()),
        }
    }

    /// What was taken for what.
    pub fn note(&self) -> Option<String> {
        match &self.images {
            Raw::Files(_) => None,
            Raw::Stack(stack) => stack.note.map(|note| format!("{}: {note}", self.path.display())),
        }
    }

    fn picture(&self, index: usize) -> Result<Picture> {
        match &self.images {
            Raw::Files(files) => picture::read(&files[index]),
            Raw::Stack(stack) => Ok(stack.picture(index)),
        }
    }

    /// The shape that all images get.
    ///
    /// # Errors
    /// Where they are of different sizes, or cannot be read: then all such files are listed.
    pub fn shape(&self, how: &Preparation) -> Result<ImageShape> {
        let (height, width, is_coloured) = match &self.images {
            Raw::Stack(stack) => (stack.height, stack.width, stack.channels > 1),
            Raw::Files(files) => {
                let heads = all_of(files, |file| picture::head(file), &self.path)?;
                let coloured = heads.iter().any(|head| head.is_coloured);
                if how.resize.is_none() {
                    one_size(files, &heads)?;
                }
                let first = heads.first().copied().unwrap_or(Head {
                    height: 0,
                    width: 0,
                    is_coloured: false,
                });
                (first.height, first.width, coloured)
            }
        };
        let (height, width) = match how.transpose {
            true => (width as i64, height as i64),
            false => (height as i64, width as i64),
        };
        let [height, width] = how.resize.unwrap_or([height, width]);
        let channels = if is_coloured && !how.grey { 3 } else { 1 };
        Ok(ImageShape { height, width, channels })
    }

    /// All images, prepared to have this shape.
    pub fn prepared(&self, how: &Preparation, shape: ImageShape) -> Result<Prepared> {
        let total = (shape.pixels() as usize).checked_mul(self.len());
        if total.is_none_or(|total| total > MAX_SET) {
            let problem = format!("{} images of {shape} are more than memory is given", self.len());
            return Err(unfit(&self.path, problem, "make them smaller by --resize or --grey"));
        }
        let channels = shape.channels as usize;
        let indices: Vec<usize> = (0..self.len()).collect();
        let one = |index: &usize| Ok(planar(&prepare(self.picture(*index)?, how, channels)));
        let rows = all_of(&indices, one, &self.path)?;
        Ok(Prepared { shape, bytes: rows.concat() })
    }
}

fn one_size(files: &[PathBuf], heads: &[Head]) -> Result<()> {
    let size = |head: &Head| (head.height, head.width);
    let Some(other) = heads.iter().position(|head| size(head) != size(&heads[0])) else {
        return Ok(());
    };
    let ((h, w), (height, width)) = (size(&heads[0]), size(&heads[other]));
    let (first, path) = (files[0].display(), &files[other]);
    let problem = format!("it is {height}×{width} pixels, where {first} is {h}×{w}");
    Err(unfit(path, problem, format!("--resize {h}x{w} gives all images one size")))
}

/// `work` on each, on all processors; every failure is told.
fn all_of<T: Sync, U: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<U> + Sync,
    path: &Path,
) -> Result<Vec<U>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(16);
    let each = items.len().div_ceil(threads).max(1);
    let results: Vec<Result<U>> = std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(each)
            .map(|part| scope.spawn(|| part.iter().map(&work).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    });
    let failed: Vec<&Error> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    if failed.is_empty() && results.len() == items.len() {
        return results.into_iter().collect();
    }
    if let [_] = failed[..] {
        return results.into_iter().collect();
    }
    let mut lines: Vec<String> =
        failed.iter().take(LISTED).map(|error| format!("\n  {error}")).collect();
    if failed.len() > LISTED {
        lines.push(format!("\n  and {} more", failed.len() - LISTED));
    }
    let problem = format!("{} of {} images cannot be read", failed.len(), items.len());
    let remedy = format!("mend or remove these files:{}", lines.concat());
    Err(unfit(path, problem, remedy))
}
