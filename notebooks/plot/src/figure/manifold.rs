//! What the decoder draws at each place of the latent plane (thesis, figure 37).

use tch::Tensor;

use super::axes::{self, Axis, Margins};
use super::card::error;
use super::elements::Picture;
use super::raster::{Images, encoded};
use super::text::number;
use super::{Figure, Grid};
use vae_core::{Provenance, Result};

const SIDE: f64 = 560.0;

/// What does the decoder draw at each place of the latent plane? `images` are `[side², D]`, decoded
/// from the points of [`latent_grid`](super::latent_grid) in their order (thesis, figure 37).
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) for pixels other than `from` says,
/// [`ErrorKind::Figure`](vae_core::ErrorKind) if there are not `side²` images,
/// [`ErrorKind::Config`](vae_core::ErrorKind) for a grid that makes no sense.
pub fn manifold(
    title: &str,
    images: &Tensor,
    side: usize,
    grid: Grid,
    from: &impl Provenance,
) -> Result<Figure> {
    let lines = grid.coordinates(side)?;
    let images = Images::read("manifold", images, from.image_shape())?;
    if images.count != side * side {
        let problem = format!("side {side} needs {} images, not {}", side * side, images.count);
        return Err(error(title, problem));
    }
    let (w, h) = (images.shape.width as f64, images.shape.height as f64);
    let scale = (SIDE / side as f64 / w.max(h)).min(4.0);
    let cells = side as f64;
    let plot = (cells * w * scale, cells * h * scale);
    let picture = Picture {
        corners: [(0.0, cells), (cells, 0.0)],
        png: encoded(title, images.tiled(side, 0))?,
        crisp: true,
    };
    let x = Axis::with_ticks(0.0, cells, ticks(&lines), "z₁").without_grid();
    let y = Axis::with_ticks(0.0, cells, ticks(&lines), "z₂").without_grid();
    let margins = Margins::around(&x, &y, 8.0);
    let figure = Figure::draw_subpixel(title, margins.outside(plot.0, plot.1), |area| {
        axes::frame(area, &x, &y, &margins)?.draw_series([picture]).map(|_| ())
    })?;
    let spacing = match grid {
        Grid::Square { .. } => "evenly spaced",
        Grid::Quantiles => "spaced by the prior's quantiles",
    };
    let (least, most) = (number(lines[0], 2), number(lines[side - 1], 2));
    let what = format!(
        "{side}×{side} decoded points of the latent plane, z₁ to the right and z₂ upwards, \
         each from {least} to {most}, {spacing}."
    );
    Ok(figure.with_source(from.source()).described(&what))
}

/// Ticks at round coordinates, placed between the centres of the cells around them.
fn ticks(lines: &[f64]) -> Vec<(f64, String)> {
    let (least, most) = (lines[0], lines[lines.len() - 1]);
    if lines.len() == 1 {
        return vec![(0.5, number(least, 1))];
    }
    let mut ticks = Axis::linear(least, most, 7, "").ticks;
    for (value, _) in &mut ticks {
        let above = lines.iter().position(|line| line >= value);
        let above = above.unwrap_or(lines.len() - 1).max(1);
        let (a, b) = (lines[above - 1], lines[above]);
        *value = above as f64 - 0.5 + (*value - a) / (b - a);
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_lie_where_their_coordinate_is_decoded() {
        let lines = Grid::Square { half_width: 2.0 }.coordinates(5).unwrap();
        let centres: Vec<f64> = ticks(&lines).iter().map(|tick| tick.0).collect();
        let texts: Vec<String> = ticks(&lines).into_iter().map(|tick| tick.1).collect();
        assert_eq!(texts, ["−2", "−1", "0", "1", "2"]);
        assert_eq!(centres, [0.5, 1.5, 2.5, 3.5, 4.5]);
    }
}
