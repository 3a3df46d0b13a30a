//! Points coloured by class, or by their place in the data.

use std::collections::BTreeSet;

use plotters::element::Circle;
use plotters::style::Color;
use plotters_backend::text_anchor::{HPos, VPos};

use super::Colour;
use super::card::{Area, Drawn};
use super::elements::{Picture, at, px, words};
use super::palette::{INK, MUTED, class_colour, viridis};
use super::raster::encoded;
use super::text::thousands;
use vae_core::{Error, Provenance, Result};

/// As many classes as are named among their points.
const MOST_NAMED: usize = 40;

/// How the points of a latent space are coloured.
pub(super) enum Colouring<'a> {
    Classes { labels: &'a [i64], names: Vec<(i64, String)> },
    Order { count: usize, bar: Vec<u8> },
}

impl<'a> Colouring<'a> {
    /// Room for the legend at the right of the plot.
    pub const ROOM: f64 = 92.0;

    pub fn new(
        title: &str,
        operation: &'static str,
        count: usize,
        labels: Option<&'a [i64]>,
        from: &impl Provenance,
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
        let present: BTreeSet<i64> = labels.iter().copied().collect();
        let names = present.into_iter().map(|label| (label, shortened(&from.class_name(label))));
        Ok(Self::Classes { labels, names: names.collect() })
    }

    /// What the classes are: `digit`, or `class`.
    fn word(&self) -> &'static str {
        match self {
            Self::Classes { names, .. } if names.iter().all(|(_, name)| is_digit(name)) => "digit",
            _ => "class",
        }
    }

    pub fn colour(&self, index: usize) -> Colour {
        match self {
            Self::Classes { labels, .. } => class_colour(labels[index]),
            Self::Order { count, .. } => viridis(index as f64 / (*count).max(2) as f64),
        }
    }

    /// What the colours mean, in words.
    pub fn in_words(&self) -> String {
        let word = self.word();
        match self {
            Self::Classes { names, .. } if names.len() > MOST_NAMED => {
                format!("coloured by {word}, {} of them", names.len())
            }
            Self::Classes { .. } => format!("coloured by {word}, with each {word} at its median"),
            Self::Order { .. } => {
                "coloured by place in the data, from violet (first) to yellow (last)".into()
            }
        }
    }

    /// The names of the classes that occur, each with the median of its points; none where so many
    /// names would hide the points.
    pub fn medians<const D: usize>(&self, points: &[[f64; D]]) -> Vec<(String, [f64; D])> {
        let (labels, names) = match self {
            Self::Classes { labels, names } if names.len() <= MOST_NAMED => (labels, names),
            _ => return Vec::new(),
        };
        let of = |class: i64| -> Vec<[f64; D]> {
            let all = points.iter().zip(*labels);
            all.filter(|(_, label)| **label == class).map(|(p, _)| *p).collect()
        };
        let each = names.iter().map(|(class, name)| (name.clone(), of(*class)));
        each.map(|(name, own)| (name, std::array::from_fn(|axis| median(&own, axis)))).collect()
    }

    /// Draws the legend with its upper left corner at a place in page pixels.
    pub fn legend(&self, area: &Area<'_>, (x, y): (f64, f64), height: f64) -> Drawn {
        match self {
            Self::Classes { names, .. } => {
                legend_of_classes(area, self.word(), names, (x, y), height)
            }
            Self::Order { count, bar } => legend_of_order(area, *count, bar, (x, y), height),
        }
    }
}

/// Whether classes are called by one digit each.
pub(super) fn are_digits(labels: &[i64], from: &impl Provenance) -> bool {
    let present: BTreeSet<i64> = labels.iter().copied().collect();
    present.into_iter().all(|label| is_digit(&from.class_name(label)))
}

fn is_digit(name: &str) -> bool {
    name.len() == 1 && name.chars().all(|c| c.is_ascii_digit())
}

/// A name that has room in the legend.
fn shortened(name: &str) -> String {
    match name.chars().count() {
        0..=9 => name.to_string(),
        _ => name.chars().take(8).chain(['…']).collect(),
    }
}

/// As many classes as there is room for.
fn legend_of_classes(
    area: &Area<'_>,
    word: &str,
    names: &[(i64, String)],
    (x, y): (f64, f64),
    height: f64,
) -> Drawn {
    area.draw_text(word, &at(words(12.0, MUTED), HPos::Left, VPos::Top), (px(x), px(y)))?;
    let style = at(words(13.0, INK), HPos::Left, VPos::Center);
    let room = ((height - 28.0) / 21.0).max(1.0) as usize;
    let shown = if names.len() <= room { names.len() } else { room - 1 };
    for (row, (class, name)) in names.iter().take(shown).enumerate() {
        let y = y + 28.0 + 21.0 * row as f64;
        area.draw(&Circle::new((px(x + 7.0), px(y)), px(5.5), class_colour(*class).filled()))?;
        area.draw_text(name, &style, (px(x + 20.0), px(y)))?;
    }
    if shown < names.len() {
        let more = format!("and {} more", names.len() - shown);
        area.draw_text(&more, &style, (px(x), px(y + 28.0 + 21.0 * shown as f64)))?;
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
