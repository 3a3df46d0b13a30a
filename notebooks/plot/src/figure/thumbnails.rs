//! Images at their places in the latent plane (thesis, figure 36).

use image::{Rgb, RgbImage};
use tch::Tensor;

use super::axes::{self, Axis, Margins};
use super::elements::Picture;
use super::raster::{Images, encoded, matrix};
use super::{Figure, text};
use vae_core::{Provenance, Result};

/// Pixels of the sheet along a side; the figure shows it larger.
const SHEET: i64 = 380;
const SIDE: f64 = 560.0;

/// Which image lies where? Images `[N, D]` at their codes `z` `[N, 2]`, from −`half` to `half` on
/// both axes, in the order given, as many as find room without covering another.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) unless `z` is `[N, 2]` with an image for each row.
pub fn thumbnails(
    title: &str,
    z: &Tensor,
    images: &Tensor,
    half: f64,
    from: &impl Provenance,
) -> Result<Figure> {
    let (count, codes) = matrix("thumbnails", z, 2)?;
    let read = Images::read("thumbnails", images, from.image_shape())?;
    if read.count != count {
        let wanted = format!("[{count}, D], an image for each code");
        return Err(vae_core::Error::shape("thumbnails", wanted, images.size()));
    }
    let (w, h) = (read.shape.width, read.shape.height);
    let mut sheet = RgbImage::from_pixel(SHEET as u32, SHEET as u32, Rgb([255; 3]));
    let mut taken: Vec<(i64, i64)> = Vec::new();
    for (i, code) in codes.chunks_exact(2).enumerate() {
        let corner = place([code[0].into(), code[1].into()], half, (w, h));
        let Some((left, top)) = corner.filter(|at| is_free(*at, &taken, (w, h))) else { continue };
        let tile = read.one(i).to_rgb8();
        image::imageops::overlay(&mut sheet, &tile, left, top);
        taken.push((left, top));
    }
    let axis = |label| Axis::linear(-half, half, 6, label);
    let (x, y) = (axis("z₁"), axis("z₂"));
    let margins = Margins::around(&x, &y, 16.0);
    let layer = Picture {
        corners: [(-half, half), (half, -half)],
        png: encoded(title, sheet)?,
        crisp: false,
    };
    let figure = Figure::draw_subpixel(title, margins.outside(SIDE, SIDE), |area| {
        axes::frame(area, &x, &y, &margins)?.draw_series([layer]).map(|_| ())
    })?;
    let (shown, count) = (text::thousands(taken.len()), text::thousands(count));
    let what = format!("{shown} of {count} images at their codes.");
    Ok(figure.with_source(from.source()).described(&what))
}

/// The upper left corner of an image whose middle lies at its code, if all of it is on the sheet.
fn place(code: [f64; 2], half: f64, (w, h): (i64, i64)) -> Option<(i64, i64)> {
    let along = |share: f64, size: i64| (share * SHEET as f64 - size as f64 / 2.0).round() as i64;
    let left = along((code[0] / half + 1.0) / 2.0, w);
    let top = along((1.0 - code[1] / half) / 2.0, h);
    let inside = left >= 0 && top >= 0 && left + w <= SHEET && top + h <= SHEET;
    inside.then_some((left, top))
}

fn is_free((left, top): (i64, i64), taken: &[(i64, i64)], (w, h): (i64, i64)) -> bool {
    taken.iter().all(|at| (at.0 - left).abs() > w || (at.1 - top).abs() > h)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_lies_at_its_code_and_the_second_of_two_gives_way() {
        assert_eq!(place([0.0, 0.0], 2.0, (20, 28)), Some((180, 176)));
        assert_eq!(place([1.0, 1.0], 2.0, (20, 28)), Some((275, 81)));
        assert_eq!(place([2.0, 0.0], 2.0, (20, 28)), None);
        let taken = [(180, 176)];
        assert!(!is_free((185, 180), &taken, (20, 28)));
        assert!(is_free((180, 205), &taken, (20, 28)));
    }
}
