//! Images as their files hold them, and all of them prepared.

use std::path::{Path, PathBuf};

use vae_core::dataset::Preparation;
use vae_core::{Error, ImageShape, Result};

use super::labels::Labels;
use super::layout::Stack;
use super::picture::{self, Head, Picture};
use super::prepare::{planar, prepare};
use super::unfit;

/// Images that belong together, with their labels where they have some.
pub struct Part {
    pub images: Raw,
    pub labels: Option<Labels>,
    /// Where they were found.
    pub path: PathBuf,
    /// The array of that file, where it has a name.
    pub array: Option<String>,
}

/// Images, not yet prepared.
pub enum Raw {
    /// One picture a file.
    Files(Vec<PathBuf>),
    /// All in one file.
    Stack(Stack),
}

/// At most so many unreadable files are listed.
const LISTED: usize = 20;

/// Bytes of prepared images that are made together, before they go where they are kept.
const TOGETHER: usize = 1 << 26;

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
            Raw::Stack(_) => {
                let of = self.array.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
                format!("{}, image {index}{of}", self.path.display())
            }
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
            Raw::Stack(stack) => stack.picture(index).map_err(Error::io("read", &self.path)),
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

    /// Prepares all images to have this shape, and hands them over in their order, one channel
    /// after the other.
    ///
    /// # Errors
    /// Where images cannot be read: then all such files are listed.
    pub fn prepared(
        &self,
        how: &Preparation,
        shape: ImageShape,
        take: impl FnMut(usize, Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        let channels = shape.channels as usize;
        let indices: Vec<usize> = (0..self.len()).collect();
        let one = |index: &usize| Ok(planar(&prepare(self.picture(*index)?, how, channels)));
        let together = (TOGETHER / shape.pixels().max(1) as usize).clamp(16, 4_096);
        in_turn(&indices, together, one, take, &self.path)
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
    let mut all = Vec::with_capacity(items.len());
    let take = |_, value| {
        all.push(value);
        Ok(())
    };
    in_turn(items, items.len(), work, take, path)?;
    Ok(all)
}

/// `work` on each, on all processors, so many together; its results in order. Every failure is told,
/// and after the first nothing is taken any more.
fn in_turn<T: Sync, U: Send>(
    items: &[T],
    together: usize,
    work: impl Fn(&T) -> Result<U> + Sync,
    mut take: impl FnMut(usize, U) -> Result<()>,
    path: &Path,
) -> Result<()> {
    let mut failures = Vec::new();
    let mut failed = 0;
    for (turn, part) in items.chunks(together.max(1)).enumerate() {
        for (i, result) in on_all_processors(part, &work, path).into_iter().enumerate() {
            match result {
                Ok(value) if failed == 0 => take(turn * together + i, value)?,
                Ok(_) => {}
                Err(error) => {
                    failed += 1;
                    if failures.len() < LISTED {
                        failures.push(error);
                    }
                }
            }
        }
    }
    match failures.len() {
        0 => Ok(()),
        1 => failures.pop().map_or(Ok(()), Err),
        _ => Err(listed(&failures, failed, items.len(), path)),
    }
}

fn on_all_processors<T: Sync, U: Send>(
    items: &[T],
    work: &(impl Fn(&T) -> Result<U> + Sync),
    path: &Path,
) -> Vec<Result<U>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(16);
    let each = items.len().div_ceil(threads).max(1);
    let gave_up = |_| vec![Err(unfit(path, "a picture made its decoder fail", "look for it"))];
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(each)
            .map(|part| scope.spawn(|| part.iter().map(work).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(gave_up)).collect()
    })
}

fn listed(failures: &[Error], failed: usize, count: usize, path: &Path) -> Error {
    let mut lines: Vec<String> = failures.iter().map(|error| format!("\n  {error}")).collect();
    if failed > failures.len() {
        lines.push(format!("\n  and {} more", failed - failures.len()));
    }
    let problem = format!("{failed} of {count} images cannot be read");
    unfit(path, problem, format!("mend or remove these files:{}", lines.concat()))
}
