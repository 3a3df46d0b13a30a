//! Where the encoder puts images in a latent space of three dimensions (thesis, figure 35, right).

use plotters::element::{PathElement, Polygon};
use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use tch::Tensor;

use super::axes::Axis;
use super::card::{Area, Drawn};
use super::colouring::{Colouring, are_digits};
use super::dots::Dots;
use super::elements::{Haloed, Picture, at, line, px, words};
use super::geometry::padded;
use super::palette::{AXIS, GRID, INK, MUTED};
use super::raster::{encoded, matrix};
use super::scatter::apart;
use super::text::thousands;
use super::{Colour, Figure};
use vae_core::{Error, Provenance, Result};

const SIZE: (f64, f64) = (560.0, 560.0);
const PANE: Colour = RGBColor(246, 247, 248);

type Point = [f64; 3];

/// Does a third latent dimension keep the digits apart? `z` is `[N, 3]`, seen from a fixed
/// direction; nearer points are larger and stronger. `labels` as for
/// [`latent_scatter`](super::latent_scatter) (thesis, figure 35, right).
///
/// # Errors
/// As [`latent_scatter`](super::latent_scatter), for `[N, 3]`.
pub fn latent_scatter_3d(
    z: &Tensor,
    labels: Option<&[i64]>,
    from: &impl Provenance,
) -> Result<Figure> {
    latent_scatter_of_dimensions(z, labels, from, [0, 1, 2])
}

/// Where in the plane is a number of each image high? Codes `z` `[N, 2]`, lifted by `heights` `[N]`,
/// whose `name` with its unit stands at the upright axis; the rest as [`latent_scatter_3d`].
///
/// # Errors
/// As [`latent_scatter`](super::latent_scatter); also unless there is a height for each code.
pub fn lifted_scatter(
    title: &str,
    (z, heights, name): (&Tensor, &Tensor, &str),
    labels: Option<&[i64]>,
    from: &impl Provenance,
) -> Result<Figure> {
    let (count, _) = matrix("lifted_scatter", z, 2)?;
    if heights.size() != [count as i64] {
        let wanted = format!("[{count}], a height for each code");
        return Err(Error::shape("lifted_scatter", wanted, heights.size()));
    }
    let upright = heights.f_unsqueeze(1)?.f_to_kind(z.kind())?;
    let points = Tensor::f_cat(&[z, &upright], 1)?; // [N, 3]
    let what = format!("at their latent means, lifted by {name}");
    scatter((title, &what), &points, labels, from, (["z₁", "z₂", name], 2))
}

/// The same of three dimensions of a larger space, counted from 0, whose names stand at the axes.
pub(crate) fn latent_scatter_of_dimensions(
    z: &Tensor,
    labels: Option<&[i64]>,
    from: &impl Provenance,
    dimensions: [i64; 3],
) -> Result<Figure> {
    let names = dimensions.map(|dimension| format!("z{}", subscript(dimension + 1)));
    let title = match labels {
        Some(labels) if are_digits(labels, from) => {
            "Where does the encoder place each digit in three dimensions?"
        }
        Some(_) => "Where does the encoder place each class in three dimensions?",
        None => "How does the encoder order the images in three dimensions?",
    };
    let what = "at their latent means in three dimensions";
    scatter((title, what), z, labels, from, (names.each_ref().map(String::as_str), 3))
}

/// 12 as ₁₂.
fn subscript(number: i64) -> String {
    let small = |digit: char| digit.to_digit(10).and_then(|d| char::from_u32('₀' as u32 + d));
    number.to_string().chars().filter_map(small).collect()
}

fn scatter(
    (title, what): (&str, &str),
    z: &Tensor,
    labels: Option<&[i64]>,
    from: &impl Provenance,
    (names, latent): ([&str; 3], usize),
) -> Result<Figure> {
    let (count, values) = matrix("latent_scatter_3d", z, 3)?;
    let colouring = Colouring::new(title, "latent_scatter_3d", count, labels, from)?;
    let points: Vec<Point> = values
        .chunks_exact(3)
        .map(|p| [f64::from(p[0]), f64::from(p[1]), f64::from(p[2])])
        .collect();
    let cube = Cube::around(&points, names, latent);
    let layer = Picture {
        corners: [(0, 0), (px(SIZE.0), px(SIZE.1))],
        png: encoded(title, dots(&points, &colouring, &cube).image())?,
        crisp: false,
    };
    let size = (SIZE.0 + Colouring::ROOM, SIZE.1);
    let figure = Figure::draw_subpixel(title, size, |area| {
        cube.draw(area)?;
        area.draw(&layer)?;
        let medians = colouring.medians(&points).into_iter();
        let places = medians.map(|(name, p)| (name, View::place(cube.inside(p)).into()));
        for (text, [x, y]) in apart(places.collect(), 20.0) {
            area.draw(&Haloed { at: (px(x), px(y)), text, size: 18.0, colour: INK })?;
        }
        colouring.legend(area, (SIZE.0 + 20.0, 20.0), SIZE.1)
    })?;
    let what = format!(
        "{} images {what}, seen from one side, {}.",
        thousands(count),
        colouring.in_words()
    );
    Ok(figure.with_source(from.source()).described(&what))
}

fn dots(points: &[Point], colouring: &Colouring<'_>, cube: &Cube) -> Dots {
    let mut order: Vec<(f64, usize)> =
        points.iter().enumerate().map(|(i, p)| (View::depth(cube.inside(*p)), i)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let large = if points.len() > 3000 { 1.5 } else { 2.4 };
    let mut dots = Dots::new(SIZE.0, SIZE.1);
    for (depth, i) in order {
        let near = (0.5 - depth / 3.0).clamp(0.0, 1.0);
        let colour = paler(colouring.colour(i), 0.45 * (4.0 - 4.0 * near).round() / 4.0);
        let place = View::place(cube.inside(points[i]));
        dots.add(place, large * (0.75 + 0.5 * near), colour, 0.55 + 0.3 * near);
    }
    dots
}

fn paler(colour: Colour, share: f64) -> Colour {
    let mix = |c: u8| (f64::from(c) + (255.0 - f64::from(c)) * share) as u8;
    RGBColor(mix(colour.0), mix(colour.1), mix(colour.2))
}

/// The direction of view: 55° around the vertical axis, 22° from above, without perspective.
struct View;

impl View {
    const AROUND: f64 = -0.96;
    const ABOVE: f64 = 0.384;
    const SCALE: f64 = 176.0;

    fn turned([x, y, _]: Point) -> (f64, f64) {
        let (sin, cos) = Self::AROUND.sin_cos();
        (-x * sin + y * cos, -x * cos - y * sin)
    }

    /// Where a point of the cube from −1 to 1 lies on the page.
    fn place(p: Point) -> (f64, f64) {
        let (right, away) = Self::turned(p);
        let up = p[2] * Self::ABOVE.cos() + away * Self::ABOVE.sin();
        (SIZE.0 / 2.0 + 8.0 + Self::SCALE * right, SIZE.1 / 2.0 - 10.0 - Self::SCALE * up)
    }

    fn depth(p: Point) -> f64 {
        Self::turned(p).1 * Self::ABOVE.cos() - p[2] * Self::ABOVE.sin()
    }
}

/// The axes. Latent dimensions share one scale; another quantity has one of its own.
struct Cube {
    axes: [Axis; 3],
}

impl Cube {
    fn around(points: &[Point], names: [&str; 3], latent: usize) -> Self {
        let range = |axis: usize| padded(points.iter().map(|p| p[axis]), 0.03);
        let ranges = [range(0), range(1), range(2)];
        let half_of = |(lo, hi): &(f64, f64)| (hi - lo) / 2.0;
        let shared = ranges[..latent].iter().map(half_of).fold(0.0, f64::max);
        let axis = |i: usize| {
            let middle = (ranges[i].0 + ranges[i].1) / 2.0;
            let half = if i < latent { shared } else { half_of(&ranges[i]) };
            Axis::linear(middle - half, middle + half, 5, names[i])
        };
        Self { axes: [axis(0), axis(1), axis(2)] }
    }

    /// From latent coordinates to the cube from −1 to 1.
    fn inside(&self, p: Point) -> Point {
        std::array::from_fn(|i| self.along(i, p[i]))
    }

    fn along(&self, axis: usize, value: f64) -> f64 {
        let Axis { lo, hi, .. } = self.axes[axis];
        2.0 * (value - lo) / (hi - lo) - 1.0
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        for normal in 0..3 {
            self.pane(area, normal)?;
        }
        for axis in 0..3 {
            self.labels(area, axis)?;
        }
        Ok(())
    }

    /// The side of the cube behind the points, across one axis.
    fn pane(&self, area: &Area<'_>, normal: usize) -> Drawn {
        let back = Self::back(normal);
        let (u, v) = ((normal + 1) % 3, (normal + 2) % 3);
        let at = |a: f64, b: f64| {
            let mut p = [0.0; 3];
            (p[normal], p[u], p[v]) = (back, a, b);
            page(p)
        };
        let corners = vec![at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)];
        area.draw(&Polygon::new(corners, PANE))?;
        for (value, _) in &self.axes[u].ticks {
            let a = self.along(u, *value);
            area.draw(&PathElement::new(vec![at(a, -1.0), at(a, 1.0)], line(GRID, 1.0)))?;
        }
        for (value, _) in &self.axes[v].ticks {
            let b = self.along(v, *value);
            area.draw(&PathElement::new(vec![at(-1.0, b), at(1.0, b)], line(GRID, 1.0)))?;
        }
        Ok(())
    }

    /// −1 or 1, whichever side is farther away.
    fn back(normal: usize) -> f64 {
        let mut p = [0.0; 3];
        p[normal] = 1.0;
        View::depth(p).signum()
    }

    /// An edge of the cube in front of the points, with ticks, numbers and a name.
    fn labels(&self, area: &Area<'_>, axis: usize) -> Drawn {
        let edge = |t: f64| -> Point {
            let mut p = [-Self::back(0), -Self::back(1), Self::back(2)];
            if axis == 2 {
                p = left_edge();
            }
            p[axis] = t;
            p
        };
        let (ends, middle) = ([page(edge(-1.0)), page(edge(1.0))], View::place(edge(0.0)));
        area.draw(&PathElement::new(ends.to_vec(), line(AXIS, 1.0)))?;
        let centre = View::place([0.0, 0.0, if axis == 2 { 0.0 } else { -1.0 }]);
        let (mut dx, mut dy) = (middle.0 - centre.0, middle.1 - centre.1);
        if axis == 2 {
            (dx, dy) = (-1.0, 0.0);
        }
        let length = dx.hypot(dy).max(1e-9);
        let out =
            |p: (f64, f64), far: f64| (px(p.0 + far * dx / length), px(p.1 + far * dy / length));
        let number = at(words(12.0, MUTED), HPos::Center, VPos::Center);
        for (value, text) in &self.axes[axis].ticks {
            let place = View::place(edge(self.along(axis, *value)));
            area.draw(&PathElement::new(vec![out(place, 0.0), out(place, 4.0)], line(AXIS, 1.0)))?;
            area.draw_text(text, &number, out(place, 16.0))?;
        }
        let name = words(14.0, INK);
        let label = &self.axes[axis].label;
        if axis == 2 {
            let (x, y) = ends[1]; // above the upright edge, where a long name has room
            return area.draw_text(label, &at(name, HPos::Left, VPos::Bottom), (x, y - px(8.0)));
        }
        area.draw_text(label, &at(name, HPos::Center, VPos::Center), out(middle, 40.0))
    }
}

/// The corner whose vertical edge is leftmost on the page.
fn left_edge() -> Point {
    let corners = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]];
    let points = corners.map(|[x, y]| [x, y, 0.0]);
    let leftmost =
        points.into_iter().min_by(|a, b| View::place(*a).0.total_cmp(&View::place(*b).0));
    leftmost.unwrap_or_default()
}

fn page(p: Point) -> (i32, i32) {
    let (x, y) = View::place(p);
    (px(x), px(y))
}
