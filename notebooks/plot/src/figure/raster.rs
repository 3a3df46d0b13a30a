//! Pixels: images read from tensors, tiled, and encoded as PNG.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use tch::{Device, Kind, Tensor};

use super::card::error;
use vae_core::{Error, ImageShape, Result};

/// Images of one shape, grey or in colours, black at 0 and white at 255.
#[derive(Debug)]
pub(super) struct Images {
    pub shape: ImageShape,
    pub count: usize,
    levels: Vec<u8>,
}

impl Images {
    /// Reads `[N, D]` numbers in `[0, 1]`; what is a little outside is brought to the border.
    pub fn read(operation: &'static str, images: &Tensor, shape: ImageShape) -> Result<Self> {
        let (count, values) = matrix(operation, images, shape.pixels())?;
        let levels = values.iter().map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8);
        Ok(Self { shape, count, levels: levels.collect() })
    }

    /// The levels of one image, row by row, one channel after the other.
    fn image(&self, index: usize) -> &[u8] {
        let numbers = self.shape.pixels() as usize;
        &self.levels[index * numbers..(index + 1) * numbers]
    }

    /// One of the images by itself.
    pub fn one(&self, index: usize) -> DynamicImage {
        Self { shape: self.shape, count: 1, levels: self.image(index).to_vec() }.tiled(1, 0)
    }

    /// Image by image in rows of `columns`, with a white gap between them.
    pub fn tiled(&self, columns: usize, gap: u32) -> DynamicImage {
        let (w, h) = (self.shape.width as u32, self.shape.height as u32);
        let rows = self.count.div_ceil(columns) as u32;
        let columns = columns as u32;
        let size = (columns * (w + gap) - gap, rows * (h + gap) - gap);
        let places = (0..self.count).flat_map(|index| {
            let left = (index as u32 % columns) * (w + gap);
            let top = (index as u32 / columns) * (h + gap);
            (0..w * h).map(move |i| (index, i as usize, (left + i % w, top + i / w)))
        });
        if self.shape.channels == 1 {
            let mut canvas = GrayImage::from_pixel(size.0, size.1, Luma([255]));
            places.for_each(|(index, i, (x, y))| {
                canvas.put_pixel(x, y, Luma([self.image(index)[i]]));
            });
            return canvas.into();
        }
        let mut canvas = RgbImage::from_pixel(size.0, size.1, Rgb([255; 3]));
        let area = (w * h) as usize;
        places.for_each(|(index, i, (x, y))| {
            let image = self.image(index);
            canvas.put_pixel(x, y, Rgb([0, 1, 2].map(|channel| image[channel * area + i])));
        });
        canvas.into()
    }
}

/// The rows of a tensor `[N, columns]` with N ≥ 1, all finite.
pub(super) fn matrix(
    operation: &'static str,
    tensor: &Tensor,
    columns: i64,
) -> Result<(usize, Vec<f32>)> {
    let size = tensor.size();
    if size.len() != 2 || size[0] < 1 || size[1] != columns || columns < 1 {
        return Err(Error::shape(operation, format!("[N, {columns}] with N at least 1"), size));
    }
    let values = numbers(tensor)?;
    if let Some(bad) = values.iter().position(|v| !v.is_finite()) {
        let (row, column) = (bad / columns as usize, bad % columns as usize);
        let problem = format!("row {row}, column {column} is {}", values[bad]);
        return Err(error(operation, problem));
    }
    Ok((size[0] as usize, values))
}

fn numbers(tensor: &Tensor) -> Result<Vec<f32>> {
    let flat = tensor
        .f_detach()?
        .f_to_device(Device::Cpu)?
        .f_to_kind(Kind::Float)?
        .f_contiguous()?
        .f_view(-1)?;
    Ok(Vec::<f32>::try_from(&flat)?)
}

/// Encodes an image as PNG, small rather than fast.
pub(super) fn png(image: &DynamicImage) -> std::result::Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let filter = match image.color().has_alpha() {
        true => FilterType::NoFilter,
        false => FilterType::Adaptive,
    };
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, filter);
    image.write_with_encoder(encoder).map_err(|refused| refused.to_string())?;
    Ok(bytes)
}

/// As [`png`], for the figure of that title.
pub(super) fn encoded(title: &str, image: impl Into<DynamicImage>) -> Result<Vec<u8>> {
    png(&image.into()).map_err(|problem| error(title, problem))
}
