//! A confusion matrix as a picture.

use super::ConfusionMatrix;
use vae_core::{Error, Result, Source};
use vae_plot::figure::plotters::prelude::*;
use vae_plot::figure::plotters::style::text_anchor::{HPos, Pos, VPos};
use vae_plot::figure::{Area, Colour, Drawn, Figure, palette};

/// Size of a tile, and of the margin for names, in pixels.
const TILE: (i32, i32) = (46, 32);
const MARGIN: i32 = 46;
/// A share off the diagonal that is drawn brightest.
const BRIGHTEST: f64 = 0.08;
/// The classes that a picture has room for.
const MOST_CLASSES: usize = 40;

impl ConfusionMatrix {
    /// Which class is taken for which? A row a label, a column a class, in percent of the row; off
    /// the diagonal the brighter the more.
    ///
    /// # Errors
    /// Where the picture cannot be drawn, as one of more than 40 classes.
    pub fn figure(&self, title: &str, source: &Source) -> Result<Figure> {
        if self.counts.len() > MOST_CLASSES {
            let classes = self.counts.len();
            let problem = format!("{classes} classes are too many; show a table of some");
            return Err(Error::figure(title, problem));
        }
        let classes = self.counts.len() as i32;
        let size = (MARGIN + TILE.0 * classes + 4, MARGIN + TILE.1 * classes + 4);
        let drawn = Figure::draw(title, (size.0 as u32, size.1 as u32), |area| {
            written(area, "is taken for", (MARGIN + TILE.0 * classes / 2, 8), BLACK)?;
            written(area, "is", (8, MARGIN + TILE.1 * classes / 2), BLACK)?;
            for i in 0..classes {
                written(area, &i.to_string(), (MARGIN + 23 + TILE.0 * i, 32), BLACK)?;
                written(area, &i.to_string(), (32, MARGIN + 16 + TILE.1 * i), BLACK)?;
                for j in 0..classes {
                    tile(area, (i, j), self.share(i as usize, j as usize))?;
                }
            }
            Ok(())
        })?;
        let words = self.in_words();
        let alt = format!("{title} {words}");
        Ok(drawn.with_source(source).with_caption(words).with_alt(alt))
    }

    fn in_words(&self) -> String {
        let right = format!(
            "Rows: the class; columns: what it is taken for; percent of the row. {:.2} % right",
            100.0 * self.accuracy()
        );
        let pairs = (0..self.counts.len())
            .filter_map(|i| self.nearest(i).map(|(class, share)| (i, class, share)));
        match pairs.max_by(|a, b| a.2.total_cmp(&b.2)) {
            Some((i, class, share)) => {
                format!("{right}; most often {i} is taken for {class} ({:.1} %).", 100.0 * share)
            }
            None => format!("{right}."),
        }
    }
}

fn written(area: &Area, text: &str, at: (i32, i32), colour: Colour) -> Drawn {
    let style = ("sans-serif", 14).into_font().color(&colour);
    area.draw_text(text, &style.pos(Pos::new(HPos::Center, VPos::Center)), at)
}

fn tile(area: &Area, (row, column): (i32, i32), share: f64) -> Drawn {
    let (x, y) = (MARGIN + TILE.0 * column, MARGIN + TILE.1 * row);
    let (back, ink) = match (row == column, share < BRIGHTEST / 2.0) {
        (true, _) => (RGBColor(235, 237, 240), BLACK),
        (_, is_dark) => (palette::viridis(share / BRIGHTEST), if is_dark { WHITE } else { BLACK }),
    };
    area.draw(&Rectangle::new([(x, y), (x + TILE.0 - 1, y + TILE.1 - 1)], back.filled()))?;
    written(area, &format!("{:.1}", 100.0 * share), (x + 23, y + 16), ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_stands_in_the_picture_and_the_worst_in_words() {
        let counts = vec![vec![9, 1, 0], vec![0, 10, 0], vec![3, 0, 7]];
        let figure = ConfusionMatrix { counts }.figure("Which?", &Source::Mnist).unwrap();
        for share in [">90.0<", ">10.0<", ">100.0<", ">30.0<", ">70.0<"] {
            assert!(figure.svg().contains(share), "{share}");
        }
        assert!(figure.alt().starts_with("Which? Rows: the class"), "{}", figure.alt());
        assert!(figure.alt().contains("86.67 % right; most often 2 is taken for 0 (30.0 %)"));
        assert!(ConfusionMatrix { counts: vec![] }.figure("t", &Source::Mnist).is_ok());
    }
}
