//! Images as a plain PNG file, pixel by pixel.

use std::path::Path;

use image::imageops::{FilterType, resize};
use tch::Tensor;

use super::card::error;
use super::raster::{Images, encoded};
use super::write;
use crate::{ImageShape, Result};

/// Saves `[N, D]` pixels in `[0, 1]` as one grey PNG without gaps, in rows of `columns`; each pixel
/// becomes `scale × scale` pixels of the file. What a shorter last row leaves free is white.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) if an image has other than `shape.pixels()` pixels;
/// [`Error::Figure`](crate::Error::Figure) for no columns, a scale of 0 or above 64, or a pixel
/// that is not a number; [`Error::Io`](crate::Error::Io) if the file cannot be written, which
/// leaves the one before it as it was.
pub fn save_png_grid(
    path: impl AsRef<Path>,
    images: &Tensor,
    columns: usize,
    shape: ImageShape,
    scale: u32,
) -> Result<()> {
    let path = path.as_ref();
    let title = path.display().to_string();
    let images = Images::read("save_png_grid", images, shape)?;
    if columns == 0 || !(1..=64).contains(&scale) {
        let problem = format!(
            "{columns} columns at scale {scale}; choose at least 1 column and a scale from 1 to 64"
        );
        return Err(error(&title, problem));
    }
    let tiled = images.tiled(columns.min(images.count), 0);
    let size = (tiled.width() * scale, tiled.height() * scale);
    let scaled = resize(&tiled, size.0, size.1, FilterType::Nearest);
    write::atomically(path, &encoded(&title, scaled)?)
}
