//! Images as a plain PNG file, pixel by pixel.

use std::path::Path;

use image::DynamicImage;
use image::imageops::FilterType;
use tch::Tensor;

use super::card::error;
use super::raster::{Images, encoded};
use super::synthetic_label;
use vae_core::save::files::write_atomically;
use vae_core::{ImageShape, Provenance, Result};

/// Saves `[N, D]` pixels in `[0, 1]` as one PNG without gaps, in rows of `columns`; each pixel
/// becomes `scale × scale` pixels of the file. What a shorter last row leaves free is white.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) if an image has other than `shape.pixels()` pixels;
/// [`ErrorKind::Figure`](vae_core::ErrorKind) for no columns, a scale of 0 or above 64, or a pixel
/// that is not a number; [`ErrorKind::Io`](vae_core::ErrorKind) if the file cannot be written, which
/// leaves the one before it as it was.
pub fn save_png_grid(
    path: impl AsRef<Path>,
    images: &Tensor,
    columns: usize,
    shape: ImageShape,
    scale: u32,
) -> Result<()> {
    let (path, images) = (path.as_ref(), Images::read("save_png_grid", images, shape)?);
    save(path, tiled(path, &images, columns)?, scale)
}

/// As [`save_png_grid`], with the shape that `from` says; if its images are synthetic, a strip
/// below them says so.
///
/// # Errors
/// As [`save_png_grid`].
pub fn save_png_sheet(
    path: impl AsRef<Path>,
    images: &Tensor,
    columns: usize,
    from: &impl Provenance,
    scale: u32,
) -> Result<()> {
    let path = path.as_ref();
    let images = Images::read("save_png_sheet", images, from.image_shape())?;
    let picture = tiled(path, &images, columns)?;
    match from.source().is_synthetic() {
        true => save(path, synthetic_label::labelled(&picture.into_luma8()).into(), scale),
        false => save(path, picture, scale),
    }
}

fn tiled(path: &Path, images: &Images, columns: usize) -> Result<DynamicImage> {
    match columns {
        0 => Err(error(&path.display().to_string(), "it has 0 columns; choose at least 1")),
        _ => Ok(images.tiled(columns.min(images.count), 0)),
    }
}

fn save(path: &Path, picture: DynamicImage, scale: u32) -> Result<()> {
    let title = path.display().to_string();
    if !(1..=64).contains(&scale) {
        return Err(error(&title, format!("scale {scale}; choose from 1 to 64")));
    }
    let (width, height) = (picture.width() * scale, picture.height() * scale);
    let scaled = picture.resize_exact(width, height, FilterType::Nearest);
    write_atomically(path, &encoded(&title, scaled)?)
}
