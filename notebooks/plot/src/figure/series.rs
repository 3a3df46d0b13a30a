//! One curve of a plot.

use tch::Tensor;

use super::Colour;
use super::palette::WHITE;
use super::raster::matrix;
use vae_core::Result;

/// One curve, or one cloud of points, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub(super) name: String,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) colour: Option<Colour>,
    pub(super) dashed: bool,
    pub(super) dots: bool,
    pub(super) lines: bool,
    pub(super) path: bool,
}

impl Series {
    /// A solid curve through points; the name is written at its end (none if empty).
    pub fn new(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self {
            name: name.into(),
            points,
            colour: None,
            dashed: false,
            dots: false,
            lines: true,
            path: false,
        }
    }

    /// A curve through the points of a plane, `[n, 2]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) for another shape or no point.
    pub fn of_points(name: impl Into<String>, z: &Tensor) -> Result<Self> {
        let (_, values) = matrix("Series::of_points", z, 2)?;
        let pairs = values.chunks_exact(2).map(|p| (f64::from(p[0]), f64::from(p[1])));
        Ok(Self::new(name, pairs.collect()))
    }

    /// The curve of a function between `from` and `to`, at 400 points.
    pub fn function(name: impl Into<String>, from: f64, to: f64, f: impl Fn(f64) -> f64) -> Self {
        let at = |i: i32| from + (to - from) * f64::from(i) / 400.0;
        Self::new(name, (0..=400).map(|i| (at(i), f(at(i)))).collect())
    }

    /// Draws it dashed.
    pub fn dashed(mut self) -> Self {
        self.dashed = true;
        self
    }

    /// Marks each point with a dot, on the curve.
    pub fn with_dots(mut self) -> Self {
        self.dots = true;
        self
    }

    /// Draws the points alone, without a curve through them.
    pub fn only_dots(mut self) -> Self {
        (self.dots, self.lines) = (true, false);
        self
    }

    /// Draws it as a way through a [heat map](super::Plot::heat): from a small dot to a large one,
    /// with a dark rim, white unless a colour is chosen.
    pub fn as_path(mut self) -> Self {
        self.path = true;
        self.colour.get_or_insert(WHITE);
        self
    }

    /// Chooses a colour instead of the next one of [`palette::SERIES`](super::palette::SERIES).
    pub fn colour(mut self, colour: Colour) -> Self {
        self.colour = Some(colour);
        self
    }
}
