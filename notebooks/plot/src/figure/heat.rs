//! A function of two variables as the colour of the plane.

use std::ops::Range;

use image::{Rgb, RgbImage};
use tch::{Kind, Tensor};

use super::elements::Picture;
use super::{Colour, palette, raster};
use vae_core::{Error, Result};

/// Points at which the function is taken; the colours between them are interpolated.
const COLUMNS: u32 = 96;
const ROWS: u32 = 54;

/// A function's colours over a rectangle, row by row from the upper left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heat {
    x: Range<f64>,
    y: Range<f64>,
    columns: u32,
    colours: Vec<Colour>,
}

impl Heat {
    pub fn of(x: Range<f64>, y: Range<f64>, f: impl Fn(f64, f64) -> f64) -> Self {
        let middle = |i: u32, n: u32| (f64::from(i) + 0.5) / f64::from(n);
        let across = |i| x.start + (x.end - x.start) * middle(i, COLUMNS);
        let down = |j| y.end - (y.end - y.start) * middle(j, ROWS);
        let places = (0..ROWS).flat_map(|j| (0..COLUMNS).map(move |i| (i, j)));
        let colours = places.map(|(i, j)| palette::viridis(f(across(i), down(j))));
        Self { colours: colours.collect(), columns: COLUMNS, x, y }
    }

    /// A density `[G, G]` in the middles of G × G cells from −`half` to `half`, row z₂ and column
    /// z₁; `brightest` and more is yellow.
    pub fn of_density(density: &Tensor, half: f64, brightest: f64) -> Result<Self> {
        let side = density.size().first().copied().unwrap_or(0);
        if density.size() != [side, side] || side == 0 {
            return Err(Error::shape("the density of a plane", "[G, G]", density.size()));
        }
        let rows = Vec::<Vec<f64>>::try_from(density.f_detach()?.f_to_kind(Kind::Double)?)?;
        let cells = rows.iter().rev().flatten();
        let colours = cells.map(|height| palette::viridis(height / brightest)).collect();
        Ok(Self { x: -half..half, y: -half..half, columns: side as u32, colours })
    }

    pub fn picture(&self, title: &str) -> Result<Picture<(f64, f64)>> {
        let rows = self.colours.len() as u32 / self.columns;
        let image = RgbImage::from_fn(self.columns, rows, |i, j| {
            let Colour { 0: r, 1: g, 2: b } = self.colours[(j * self.columns + i) as usize];
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

    #[test]
    fn the_first_row_of_a_density_is_the_lowest_on_the_page() {
        let density = Tensor::from_slice(&[0.0, 0.0, 0.5, 1.0]).reshape([2, 2]);
        let heat = Heat::of_density(&density, 3.0, 1.0).unwrap();
        assert_eq!(heat.colours, [0.5, 1.0, 0.0, 0.0].map(palette::viridis));
        assert_eq!((heat.x.clone(), heat.y.clone()), (-3.0..3.0, -3.0..3.0));
        let refused = Heat::of_density(&density.reshape([1, 4]), 3.0, 1.0).unwrap_err();
        assert!(refused.to_string().contains("[G, G]"), "{refused}");
    }
}
