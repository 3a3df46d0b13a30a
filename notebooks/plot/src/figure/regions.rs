//! Which class is densest where: densities of classes over the latent plane, and their outlines.

use image::{Rgb, RgbImage};
use tch::{Kind, Tensor};

use super::axes::{self, Axis, Margins};
use super::elements::{Haloed, Picture, Stroke, line};
use super::palette::{INK, class_colour};
use super::raster::encoded;
use super::{Colour, Figure};
use vae_core::{Error, Provenance, Result};

const SIDE: f64 = 500.0;
const STRENGTHS: f64 = 3.0;

type Point = (f64, f64);

/// Which class is densest at each place of the latent plane? `densities` is `[C, G, G]`, for each
/// class its density at the middles of G × G cells from −`half` to `half`, row z₂ and column z₁.
/// Each place takes the colour of its densest class, the stronger the denser; a line surrounds the
/// region where a class is denser than its level; a name stands at each class's place.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) unless there are as many levels and names as
/// densities, and G is at least 2.
pub fn class_regions(
    title: &str,
    densities: &Tensor,
    levels: &[f64],
    half: f64,
    names: &[(String, Point)],
    from: &impl Provenance,
) -> Result<Figure> {
    let (classes, side) = (levels.len(), densities.size().get(2).copied().unwrap_or(0));
    if densities.size() != [classes as i64, side, side] || side < 2 || names.len() != classes {
        let wanted = format!("[{classes}, G, G], a name and a level for each class");
        return Err(Error::shape("class_regions", wanted, densities.size()));
    }
    let axis = |label| Axis::linear(-half, half, 8, label);
    let (x, y) = (axis("z₁"), axis("z₂"));
    let margins = Margins::around(&x, &y, 16.0);
    let densities = densities.f_to_kind(Kind::Double)?;
    let layer = Picture {
        corners: [(-half, half), (half, -half)],
        png: encoded(title, painted(&densities, side)?)?,
        crisp: true,
    };
    let mut lines = Vec::new();
    for (class, level) in levels.iter().enumerate() {
        let rows = Vec::<Vec<f64>>::try_from(densities.f_get(class as i64)?)?;
        lines.push((class_colour(class as i64), outline(&rows, *level, half)));
    }
    let figure = Figure::draw_subpixel(title, margins.outside(SIDE, SIDE), |area| {
        let mut chart = axes::frame(area, &x, &y, &margins)?;
        chart.draw_series([layer])?;
        for (colour, segments) in lines {
            let style = line(colour, 2.0);
            let stroke =
                |points: [Point; 2]| Stroke { points: points.into(), style, dashed: false };
            chart.draw_series(segments.into_iter().map(stroke))?;
        }
        for (text, at) in names.iter().cloned() {
            chart.draw_series([Haloed { at, text, size: 20.0, colour: INK }])?;
        }
        Ok(())
    })?;
    let what = "Colour: the densest class, the stronger the denser; lines: where a class is denser \
                than its level.";
    Ok(figure.with_source(from.source()).described(what))
}

/// Each cell in the colour of its densest class, the highest z₂ first.
fn painted(densities: &Tensor, side: i64) -> Result<RgbImage> {
    let (best, class) = densities.f_max_dim(0, false)?; // [G, G] each
    let highest = best.f_max()?.f_double_value(&[])?.max(f64::MIN_POSITIVE);
    let best = Vec::<Vec<f64>>::try_from(best)?;
    let class = Vec::<Vec<i64>>::try_from(class)?;
    Ok(RgbImage::from_fn(side as u32, side as u32, |i, j| {
        let (row, column) = (side as usize - 1 - j as usize, i as usize);
        let strength = (best[row][column] / highest).max(0.0).sqrt();
        let share = 0.7 * (strength * STRENGTHS).round() / STRENGTHS;
        let Colour { 0: r, 1: g, 2: b } = class_colour(class[row][column]);
        Rgb([r, g, b].map(|c| (255.0 + (f64::from(c) - 255.0) * share) as u8))
    }))
}

/// The line of equal height `level`, in straight pieces (marching squares).
fn outline(rows: &[Vec<f64>], level: f64, half: f64) -> Vec<[Point; 2]> {
    let side = rows.len();
    let place = |i: f64| half * ((2.0 * i + 1.0) / side as f64 - 1.0); // the middle of cell i
    let height = |(i, j): (usize, usize)| rows[j][i] - level;
    let mut pieces = Vec::new();
    for (j, i) in (1..side).flat_map(|j| (1..side).map(move |i| (j, i))) {
        let round = [(i - 1, j - 1), (i, j - 1), (i, j), (i - 1, j), (i - 1, j - 1)];
        let crossed: Vec<Point> = round
            .windows(2)
            .filter(|ends| (height(ends[0]) < 0.0) != (height(ends[1]) < 0.0))
            .map(|ends| {
                let (from, to) = (ends[0], ends[1]);
                let t = height(from) / (height(from) - height(to));
                let between = |a: usize, b: usize| a as f64 + t * (b as f64 - a as f64);
                (place(between(from.0, to.0)), place(between(from.1, to.1)))
            })
            .collect();
        pieces.extend(crossed.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Heights that fall from the centre like −r, on a fine grid.
    fn cone(side: usize) -> Vec<Vec<f64>> {
        let place = |i: usize| (2.0 * i as f64 + 1.0) / side as f64 - 1.0;
        let row = |j: usize| (0..side).map(|i| -place(i).hypot(place(j))).collect();
        (0..side).map(row).collect()
    }

    #[test]
    fn the_outline_of_a_cone_is_a_closed_circle() {
        let pieces = outline(&cone(80), -0.5, 1.0);
        let length: f64 = pieces.iter().map(|[a, b]| (a.0 - b.0).hypot(a.1 - b.1)).sum();
        assert!((length - std::f64::consts::PI).abs() < 0.01, "{length}");
        for (x, y) in pieces.iter().flatten() {
            assert!((x.hypot(*y) - 0.5).abs() < 1e-3, "({x}, {y})");
        }
    }

    #[test]
    fn the_first_row_of_the_picture_is_the_highest_z2() {
        let low = Tensor::from_slice(&[1.0, 1.0, 0.0, 0.0]).reshape([2, 2]);
        let high = Tensor::from_slice(&[0.0, 0.0, 1.0, 1.0]).reshape([2, 2]);
        let picture = painted(&Tensor::stack(&[low, high], 0), 2).unwrap();
        let of = |class| {
            let Colour { 0: r, 1: g, 2: b } = class_colour(class);
            [r, g, b].map(|c| (255.0 + (f64::from(c) - 255.0) * 0.7) as u8)
        };
        assert_eq!(picture.get_pixel(0, 0).0, of(1));
        assert_eq!(picture.get_pixel(0, 1).0, of(0));
    }
}
