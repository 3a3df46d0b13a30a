//! A function of two variables as the colour of the plane.

use std::ops::Range;

use image::{Rgb, RgbImage};

use super::elements::Picture;
use super::{Colour, palette, raster};
use vae_core::Result;

/// Points at which the function is taken; the colours between them are interpolated.
const COLUMNS: u32 = 96;
const ROWS: u32 = 54;

/// A function's colours over a rectangle, row by row from the upper left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heat {
    x: Range<f64>,
    y: Range<f64>,
    colours: Vec<Colour>,
}

impl Heat {
    pub fn of(x: Range<f64>, y: Range<f64>, f: impl Fn(f64, f64) -> f64) -> Self {
        let middle = |i: u32, n: u32| (f64::from(i) + 0.5) / f64::from(n);
        let across = |i| x.start + (x.end - x.start) * middle(i, COLUMNS);
        let down = |j| y.end - (y.end - y.start) * middle(j, ROWS);
        let places = (0..ROWS).flat_map(|j| (0..COLUMNS).map(move |i| (i, j)));
        let colours = places.map(|(i, j)| palette::viridis(f(across(i), down(j))));
        Self { colours: colours.collect(), x, y }
    }

    pub fn picture(&self, title: &str) -> Result<Picture<(f64, f64)>> {
        let image = RgbImage::from_fn(COLUMNS, ROWS, |i, j| {
            let Colour { 0: r, 1: g, 2: b } = self.colours[(j * COLUMNS + i) as usize];
            Rgb([r, g, b])
        });
        Ok(Picture {
            corners: [(self.x.start, self.y.end), (self.x.end, self.y.start)],
            png: raster::encoded(title, image)?,
            crisp: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_colour_is_that_of_the_upper_left() {
        let heat = Heat::of(0.0..1.0, 0.0..2.0, |x, y| if x < 0.1 && y > 1.9 { 1.0 } else { 0.0 });
        assert_eq!(heat.colours.len(), (COLUMNS * ROWS) as usize);
        assert_eq!(heat.colours[0], palette::viridis(1.0));
        assert_eq!(heat.colours[COLUMNS as usize - 1], palette::viridis(0.0));
        assert!(heat.picture("t").unwrap().png.starts_with(b"\x89PNG"));
    }
}
