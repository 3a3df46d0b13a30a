//! Images as a person would look at them: in grids, in rows to compare, and as training goes on.

use image::DynamicImage;
use plotters_backend::text_anchor::{HPos, VPos};
use tch::Tensor;

use super::card::{Area, Drawn, error};
use super::elements::{Picture, at, px, words};
use super::palette::{INK, MUTED};
use super::raster::{Images, encoded};
use super::{Figure, text};
use vae_core::{Provenance, Result, Vae};

const WIDE: f64 = 680.0;
const LABEL: f64 = 13.0;

/// What do these images look like? `[N, D]` pixels in `[0, 1]`, in rows of `columns` (thesis,
/// figures 1 and 34). The last row may be shorter.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) if the pixels are not as many as `from` says, or there
/// are no images; [`ErrorKind::Figure`](vae_core::ErrorKind) for no columns or a pixel that is not
/// a number.
pub fn image_grid(
    title: &str,
    images: &Tensor,
    columns: usize,
    from: &impl Provenance,
) -> Result<Figure> {
    let images = Images::read("image_grid", images, from.image_shape())?;
    if columns == 0 {
        return Err(error(title, "it has 0 columns; choose at least 1"));
    }
    let columns = columns.min(images.count);
    let tiles = Tiles::new(title, images.tiled(columns, 1), WIDE, 3.0)?;
    let figure = Figure::draw_subpixel(title, tiles.size, |area| tiles.draw(area, (0.0, 0.0)))?;
    let what = format!("{} images in rows of {columns}.", text::thousands(images.count));
    Ok(figure.with_source(from.source()).described(&what))
}

/// How do these kinds of images differ, column by column? Labelled rows of `[N, D]` pixels in
/// `[0, 1]`, such as originals above their reconstructions.
///
/// # Errors
/// As [`image_grid`]; also if the rows are not equally long.
pub fn image_rows(title: &str, rows: &[(&str, Tensor)], from: &impl Provenance) -> Result<Figure> {
    let mut read = Vec::new();
    for (name, images) in rows {
        read.push((*name, Images::read("image_rows", images, from.image_shape())?));
    }
    let Some(count) = read.first().map(|(_, images)| images.count) else {
        return Err(error(title, "there are no rows"));
    };
    if let Some((name, images)) = read.iter().find(|(_, images)| images.count != count) {
        let problem = format!("the row {name:?} has {} images, the first {count}", images.count);
        return Err(error(title, problem));
    }
    let widths = read.iter().map(|(name, _)| text::width(name, LABEL));
    let left = (widths.fold(0.0, f64::max) + 12.0).min(0.4 * WIDE);
    let mut tiled = Vec::new();
    for (name, images) in &read {
        tiled.push((*name, Tiles::new(title, images.tiled(count, 1), WIDE - left, 2.5)?));
    }
    let (width, height) = tiled[0].1.size;
    let size = (left + width, (height + 5.0) * tiled.len() as f64);
    let figure = Figure::draw_subpixel(title, size, |area| {
        let style = at(words(LABEL, INK), HPos::Right, VPos::Center);
        for (i, (name, tiles)) in tiled.iter().enumerate() {
            let top = i as f64 * (height + 5.0);
            area.draw_text(name, &style, (px(left - 12.0), px(top + height / 2.0)))?;
            tiles.draw(area, (left, top))?;
        }
        Ok(())
    })?;
    let names: Vec<_> = read.iter().map(|(name, _)| *name).collect();
    let what = format!("{count} columns of images; rows from the top: {}.", names.join(", "));
    Ok(figure.with_source(from.source()).described(&what))
}

/// What does the decoder make of these codes? As [`image_rows`], with the mean images of codes
/// `[N, J]` in each row.
///
/// # Errors
/// As [`image_rows`], and for codes of another dimension than the model's.
pub fn decoded_rows(title: &str, rows: &[(&str, Tensor)], vae: &Vae) -> Result<Figure> {
    let mut images = Vec::new();
    for (name, z) in rows {
        images.push((*name, vae.decode_mean(z)?));
    }
    image_rows(title, &images, vae)
}

/// How do reconstructions improve as training goes on? First the input, then what the model makes
/// of it after some epochs (thesis, figures 22, 24, 26, 28 and 30). `original` and each snapshot
/// are `[D]`, or `[K, D]` for several images below each other.
///
/// # Errors
/// As [`image_grid`]; also without snapshots.
pub fn learning_strip(
    title: &str,
    original: &Tensor,
    snapshots: &[(usize, Tensor)],
    from: &impl Provenance,
) -> Result<Figure> {
    let read = |tensor: &Tensor| -> Result<Images> {
        let rows = match tensor.dim() {
            1 => tensor.f_unsqueeze(0)?,
            _ => tensor.shallow_clone(),
        };
        Images::read("learning_strip", &rows, from.image_shape())
    };
    let mut columns = vec![("input".to_string(), read(original)?)];
    for (epoch, snapshot) in snapshots {
        columns.push((epoch.to_string(), read(snapshot)?));
    }
    let count = columns[0].1.count;
    if let Some((epoch, images)) = columns.iter().find(|(_, images)| images.count != count) {
        let problem = format!("epoch {epoch} has {} images, the input {count}", images.count);
        return Err(error(title, problem));
    }
    if columns.len() < 2 {
        return Err(error(title, "there are no snapshots"));
    }
    let strip = Strip::new(title, &columns)?;
    let figure = Figure::draw_subpixel(title, strip.size, |area| strip.draw(area))?;
    let epochs: Vec<_> = columns[1..].iter().map(|(epoch, _)| epoch.as_str()).collect();
    let word = if epochs.len() == 1 { "epoch" } else { "epochs" };
    let what = format!("The input, then its reconstruction after {word} {}.", epochs.join(", "));
    Ok(figure.with_source(from.source()).described(&what))
}

/// One picture of tiles at its size on the page.
struct Tiles {
    png: Vec<u8>,
    size: (f64, f64),
    /// Whether pixels stay squares; in between, they would come out unequal.
    crisp: bool,
}

impl Tiles {
    /// As large as fits into `width`, at most `scale` page pixels to a pixel.
    fn new(title: &str, tiled: DynamicImage, width: f64, scale: f64) -> Result<Self> {
        let (w, h) = (f64::from(tiled.width()), f64::from(tiled.height()));
        let scale = match (width / w).min(scale) {
            large if large >= 1.0 => (large * 4.0).floor() / 4.0,
            small => small,
        };
        let crisp = scale >= 2.0 || scale == 1.0;
        Ok(Self { png: encoded(title, tiled)?, size: (w * scale, h * scale), crisp })
    }

    fn draw(&self, area: &Area<'_>, (x, y): (f64, f64)) -> Drawn {
        let (w, h) = self.size;
        area.draw(&Picture {
            corners: [(px(x), px(y)), (px(x + w), px(y + h))],
            png: self.png.clone(),
            crisp: self.crisp,
        })
    }
}

/// Columns of the learning strip, broken into lines where the page ends.
struct Strip {
    columns: Vec<(String, Tiles)>,
    per_line: usize,
    size: (f64, f64),
}

impl Strip {
    const GAP: f64 = 6.0;
    /// Room above a line of tiles for words, and below it for the epochs.
    const ROOM: (f64, f64) = (20.0, 26.0);
    /// Between the input and its reconstructions.
    const BREAK: f64 = 14.0;

    fn new(title: &str, columns: &[(String, Images)]) -> Result<Self> {
        let width = columns[0].1.shape.width as f64;
        let share = (WIDE - Self::BREAK) / columns.len() as f64 - Self::GAP;
        let wide = share.clamp(1.5 * width.min(40.0), 2.5 * width);
        let made: Result<Vec<_>> = columns
            .iter()
            .map(|(name, images)| {
                Ok((name.clone(), Tiles::new(title, images.tiled(1, 1), wide, 2.5)?))
            })
            .collect();
        let columns = made?;
        let (w, h) = columns[0].1.size;
        let fit = ((WIDE - Self::BREAK) / (w + Self::GAP)).floor().max(2.0) as usize;
        let per_line = fit.min(columns.len());
        let lines = 1 + (columns.len() - 1).saturating_sub(per_line - 1).div_ceil(per_line - 1);
        let size = (
            (w + Self::GAP) * per_line as f64 + Self::BREAK,
            (h + Self::ROOM.0 + Self::ROOM.1) * lines as f64,
        );
        Ok(Self { columns, per_line, size })
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        let (w, h) = self.columns[0].1.size;
        let (top, left) = (Self::ROOM.0, w + Self::GAP + Self::BREAK);
        let heading = at(words(LABEL, INK), HPos::Left, VPos::Bottom);
        area.draw_text("reconstruction after epoch", &heading, (px(left), px(top - 4.0)))?;
        let number = at(words(LABEL, MUTED), HPos::Center, VPos::Top);
        for (i, (name, tiles)) in self.columns.iter().enumerate() {
            let (line, column) = match i {
                0 => (0, 0),
                _ => ((i - 1) / (self.per_line - 1), 1 + (i - 1) % (self.per_line - 1)),
            };
            let x = column as f64 * (w + Self::GAP) + if column > 0 { Self::BREAK } else { 0.0 };
            let y = top + line as f64 * (h + Self::ROOM.0 + Self::ROOM.1);
            tiles.draw(area, (x, y))?;
            area.draw_text(name, &number, (px(x + w / 2.0), px(y + h + 5.0)))?;
        }
        Ok(())
    }
}
