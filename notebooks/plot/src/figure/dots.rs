//! A raster layer of translucent dots: 10,000 of them are one small picture.

use image::{Rgba, RgbaImage};

use super::Colour;

/// More pixels than the page has, for sharp dots on dense screens.
const DENSITY: f64 = 1.75;

/// Dots over a transparent ground, in page pixels from the upper left corner.
pub(super) struct Dots {
    width: usize,
    height: usize,
    /// The colour of the topmost dot, and the opacity of all.
    pixels: Vec<([u8; 3], f64)>,
}

impl Dots {
    pub fn new(width: f64, height: f64) -> Self {
        let (width, height) = ((width * DENSITY) as usize, (height * DENSITY) as usize);
        Self { width, height, pixels: vec![([0; 3], 0.0); width * height] }
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
                    over(&mut self.pixels[row * self.width + column], colour, cover);
                }
            }
        }
    }

    /// The picture, its opacities rounded so that it compresses well.
    pub fn image(&self) -> RgbaImage {
        let mut image = RgbaImage::new(self.width as u32, self.height as u32);
        for (pixel, ([r, g, b], opacity)) in image.pixels_mut().zip(&self.pixels) {
            let opacity = (opacity * 5.0).round() as u8 * 51;
            if opacity > 0 {
                *pixel = Rgba([*r, *g, *b, opacity]);
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

/// Opacities add up; colours are not mixed, so that each is one of the legend, and the file small.
fn over((below, opacity): &mut ([u8; 3], f64), colour: Colour, cover: f64) {
    if cover > 0.3 || *opacity == 0.0 {
        *below = [colour.0, colour.1, colour.2];
    }
    *opacity = cover + *opacity * (1.0 - cover);
}
