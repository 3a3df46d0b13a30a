//! A raster layer of translucent dots: 10,000 of them are one small picture.

use image::{Rgba, RgbaImage};

use super::Colour;

/// Page pixels are doubled, for sharp dots on dense screens.
const DENSITY: f64 = 2.0;

/// Dots over a transparent ground, in page pixels from the upper left corner.
pub(super) struct Dots {
    width: usize,
    height: usize,
    /// Colour times opacity, and opacity.
    pixels: Vec<[f32; 4]>,
}

impl Dots {
    pub fn new(width: f64, height: f64) -> Self {
        let (width, height) = ((width * DENSITY) as usize, (height * DENSITY) as usize);
        Self {
            width,
            height,
            pixels: vec![[0.0; 4]; width * height],
        }
    }

    /// Paints one dot over those before, its rim smoothed.
    pub fn add(&mut self, (x, y): (f64, f64), radius: f64, colour: Colour, opacity: f64) {
        let (x, y, radius) = (x * DENSITY, y * DENSITY, radius * DENSITY);
        let reach = radius + 1.0;
        let columns = span(x, reach, self.width);
        for row in span(y, reach, self.height) {
            for column in columns.clone() {
                let distance = (column as f64 + 0.5 - x).hypot(row as f64 + 0.5 - y);
                let cover = (radius + 0.5 - distance).clamp(0.0, 1.0) * opacity;
                if cover > 0.0 {
                    over(
                        &mut self.pixels[row * self.width + column],
                        colour,
                        cover as f32,
                    );
                }
            }
        }
    }

    /// The picture, its shades rounded so that it compresses well.
    pub fn image(&self) -> RgbaImage {
        let mut image = RgbaImage::new(self.width as u32, self.height as u32);
        for (pixel, [r, g, b, a]) in image.pixels_mut().zip(&self.pixels) {
            let shade = |c: f32| ((c / a * 10.0).round() * 25.5) as u8;
            let opacity = ((a * 5.0).round() * 51.0) as u8;
            if opacity > 0 {
                *pixel = Rgba([shade(*r), shade(*g), shade(*b), opacity]);
            }
        }
        image
    }
}

fn span(centre: f64, reach: f64, limit: usize) -> std::ops::Range<usize> {
    let from = (centre - reach).floor().max(0.0) as usize;
    let to = (centre + reach).ceil().max(0.0) as usize;
    from.min(limit)..to.min(limit)
}

fn over(pixel: &mut [f32; 4], colour: Colour, cover: f32) {
    let source = [colour.0, colour.1, colour.2, 255].map(|c| f32::from(c) / 255.0 * cover);
    for (below, above) in pixel.iter_mut().zip(source) {
        *below = above + *below * (1.0 - cover);
    }
}
