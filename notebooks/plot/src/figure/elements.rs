//! What plotters has no element for: smooth dashed lines, scaled pictures, texts with a rim.

use plotters::element::{Drawable, PointCollection};
use plotters::style::{Color, FontStyle, IntoFont, ShapeStyle, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::{Canvas, Colour};

type Done = Result<(), DrawingErrorKind<std::io::Error>>;

/// Tenths of a pixel, the unit of [`Figure::draw_subpixel`](super::Figure).
pub(super) fn px(pixels: f64) -> i32 {
    (pixels * 10.0).round() as i32
}

pub(super) fn line(colour: Colour, pixels: f64) -> ShapeStyle {
    Color::stroke_width(&colour, px(pixels) as u32)
}

pub(super) fn words(size: f64, colour: Colour) -> TextStyle<'static> {
    ("sans-serif", f64::from(px(size))).into_font().color(&colour)
}

pub(super) fn bold(size: f64, colour: Colour) -> TextStyle<'static> {
    ("sans-serif", f64::from(px(size)), FontStyle::Bold).into_font().color(&colour)
}

/// Places a text by the side of its point: `at(Left, Center)` starts there.
pub(super) fn at(style: TextStyle<'static>, h: HPos, v: VPos) -> TextStyle<'static> {
    style.pos(Pos::new(h, v))
}

/// A line through points of a chart.
pub(super) struct Stroke<P> {
    pub points: Vec<P>,
    pub style: ShapeStyle,
    pub dashed: bool,
}

impl<'a, P: 'a> PointCollection<'a, P> for &'a Stroke<P> {
    type Point = &'a P;
    type IntoIter = std::slice::Iter<'a, P>;

    fn point_iter(self) -> Self::IntoIter {
        self.points.iter()
    }
}

impl<P> Drawable<Canvas<'_>> for Stroke<P> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        canvas: &mut Canvas<'_>,
        _: (u32, u32),
    ) -> Done {
        let points = thinned(points);
        let width = self.style.stroke_width as i32;
        let dashes = self.dashed.then_some((width * 3, width * 2));
        canvas.stroke(&points, &self.style, dashes);
        Ok(())
    }
}

/// Leaves out points less than half a pixel after the one before, but never the last.
fn thinned(points: impl Iterator<Item = BackendCoord>) -> Vec<BackendCoord> {
    let mut kept: Vec<BackendCoord> = Vec::new();
    let mut skipped = None;
    for point in points {
        let near =
            kept.last().is_some_and(|last| last.0.abs_diff(point.0) + last.1.abs_diff(point.1) < 5);
        skipped = near.then_some(point);
        if !near {
            kept.push(point);
        }
    }
    kept.extend(skipped);
    kept
}

/// A PNG between two corners.
pub(super) struct Picture<P> {
    pub corners: [P; 2],
    pub png: Vec<u8>,
    pub crisp: bool,
}

impl<'a, P: 'a> PointCollection<'a, P> for &'a Picture<P> {
    type Point = &'a P;
    type IntoIter = std::slice::Iter<'a, P>;

    fn point_iter(self) -> Self::IntoIter {
        self.corners.iter()
    }
}

impl<P> Drawable<Canvas<'_>> for Picture<P> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut corners: I,
        canvas: &mut Canvas<'_>,
        _: (u32, u32),
    ) -> Done {
        if let (Some(from), Some(to)) = (corners.next(), corners.next()) {
            canvas.picture(from, to, &self.png, self.crisp);
        }
        Ok(())
    }
}

/// A bold text centred on its point, with a white rim.
pub(super) struct Haloed<P> {
    pub at: P,
    pub text: String,
    pub size: f64,
    pub colour: Colour,
}

impl<'a, P: 'a> PointCollection<'a, P> for &'a Haloed<P> {
    type Point = &'a P;
    type IntoIter = std::iter::Once<&'a P>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<P> Drawable<Canvas<'_>> for Haloed<P> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut at: I,
        canvas: &mut Canvas<'_>,
        _: (u32, u32),
    ) -> Done {
        if let Some(at) = at.next() {
            let colour = self.colour.to_backend_color();
            canvas.haloed(&self.text, f64::from(px(self.size)), colour, at);
        }
        Ok(())
    }
}
