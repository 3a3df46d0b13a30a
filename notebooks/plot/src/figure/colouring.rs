//! Points coloured by digit, or by their place in the data.

use plotters::element::Circle;
use plotters::style::Color;
use plotters_backend::text_anchor::{HPos, VPos};

use super::Colour;
use super::card::{Area, Drawn, error};
use super::elements::{Picture, at, px, words};
use super::palette::{DIGITS, INK, MUTED, viridis};
use super::raster::encoded;
use super::text::thousands;
use vae_core::{Error, Result};

/// How the points of a latent space are coloured.
pub(super) enum Colouring<'a> {
    Digits(&'a [u8]),
    Order { count: usize, bar: Vec<u8> },
}

impl<'a> Colouring<'a> {
    /// Room for the legend at the right of the plot.
    pub const ROOM: f64 = 92.0;

    pub fn new(
        title: &str,
        operation: &'static str,
        count: usize,
        labels: Option<&'a [u8]>,
    ) -> Result<Self> {
        let Some(labels) = labels else {
            let bar = image::RgbImage::from_fn(1, 64, |_, y| {
                let Colour { 0: r, 1: g, 2: b } = viridis(f64::from(y) / 63.0);
                image::Rgb([r, g, b])
            });
            return Ok(Self::Order { count, bar: encoded(title, bar)? });
        };
        if labels.len() != count {
            return Err(Error::shape(
                operation,
                format!("[{}, …], one row for each label", labels.len()),
                vec![count as i64],
            ));
        }
        match labels.iter().position(|label| *label > 9) {
            Some(i) => Err(error(title, format!("label {i} is {}, not a digit", labels[i]))),
            None => Ok(Self::Digits(labels)),
        }
    }

    pub fn colour(&self, index: usize) -> Colour {
        match self {
            Self::Digits(labels) => DIGITS[usize::from(labels[index])],
            Self::Order { count, .. } => viridis(index as f64 / (*count).max(2) as f64),
        }
    }

    /// What the colours mean, in words.
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::Digits(_) => "coloured by digit, with each digit at its median",
            Self::Order { .. } => {
                "coloured by place in the data, from violet (first) to yellow (last)"
            }
        }
    }

    /// The digits that occur, each with the median of its points.
    pub fn medians<const D: usize>(&self, points: &[[f64; D]]) -> Vec<(u8, [f64; D])> {
        let Self::Digits(labels) = self else {
            return Vec::new();
        };
        let of = |digit: u8| -> Vec<[f64; D]> {
            let all = points.iter().zip(*labels);
            all.filter(|(_, label)| **label == digit).map(|(p, _)| *p).collect()
        };
        (0..10)
            .map(|digit| (digit, of(digit)))
            .filter(|(_, own)| !own.is_empty())
            .map(|(digit, own)| (digit, std::array::from_fn(|axis| median(&own, axis))))
            .collect()
    }

    /// Draws the legend with its upper left corner at a place in page pixels.
    pub fn legend(&self, area: &Area<'_>, (x, y): (f64, f64), height: f64) -> Drawn {
        match self {
            Self::Digits(labels) => legend_of_digits(area, labels, (x, y)),
            Self::Order { count, bar } => legend_of_order(area, *count, bar, (x, y), height),
        }
    }
}

fn legend_of_digits(area: &Area<'_>, labels: &[u8], (x, y): (f64, f64)) -> Drawn {
    area.draw_text("digit", &at(words(12.0, MUTED), HPos::Left, VPos::Top), (px(x), px(y)))?;
    let style = at(words(13.0, INK), HPos::Left, VPos::Center);
    let present = (0u8..10).filter(|digit| labels.contains(digit));
    for (row, digit) in present.enumerate() {
        let y = y + 28.0 + 21.0 * row as f64;
        let colour = DIGITS[usize::from(digit)];
        area.draw(&Circle::new((px(x + 7.0), px(y)), px(5.5), colour.filled()))?;
        area.draw_text(&digit.to_string(), &style, (px(x + 20.0), px(y)))?;
    }
    Ok(())
}

fn legend_of_order(
    area: &Area<'_>,
    count: usize,
    bar: &[u8],
    (x, y): (f64, f64),
    height: f64,
) -> Drawn {
    let height = height.min(200.0);
    area.draw_text("image", &at(words(12.0, MUTED), HPos::Left, VPos::Top), (px(x), px(y)))?;
    area.draw(&Picture {
        corners: [(px(x), px(y + 22.0)), (px(x + 14.0), px(y + 22.0 + height))],
        png: bar.to_vec(),
        crisp: false,
    })?;
    let style = at(words(12.0, MUTED), HPos::Left, VPos::Center);
    let ends = [(1, 22.0 + 6.0), (count, 22.0 + height - 6.0)];
    for (number, down) in ends {
        area.draw_text(&thousands(number), &style, (px(x + 20.0), px(y + down)))?;
    }
    Ok(())
}

fn median<const D: usize>(points: &[[f64; D]], axis: usize) -> f64 {
    let mut values: Vec<f64> = points.iter().map(|p| p[axis]).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
