//! Curves and points on labelled axes.

use std::ops::Range;

use plotters_backend::text_anchor::{HPos, VPos};
use tch::Tensor;

use super::axes::{Axis, LABEL};
use super::card::error;
use super::curve::Prepared;
use super::elements::{at, bold, px};
use super::geometry::padded;
use super::heat::Heat;
use super::palette::INK;
use super::{Figure, Series};
use vae_core::{Result, Source};

/// Curves on one pair of axes: the general plot, with the ranges taken from the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub(super) title: String,
    x_label: String,
    y_label: String,
    pub(super) series: Vec<Series>,
    heat: Option<Heat>,
    x_range: Option<(f64, f64)>,
    y_range: Option<(f64, f64)>,
    logarithmic: (bool, bool),
    whole_x: bool,
    pub(super) same_scale: bool,
    pub(super) note: String,
    sources: Vec<Source>,
}

impl Plot {
    /// No curves yet; labels name the unit, as in `"−ELBO (nats per image)"`.
    pub fn new(
        title: impl Into<String>,
        x_label: impl Into<String>,
        y_label: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            x_label: x_label.into(),
            y_label: y_label.into(),
            series: Vec::new(),
            heat: None,
            x_range: None,
            y_range: None,
            logarithmic: (false, false),
            whole_x: false,
            same_scale: false,
            note: String::new(),
            sources: Vec::new(),
        }
    }

    /// Adds a curve.
    pub fn with(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Colours the plane behind the curves by a function, from dark violet at 0 to yellow at 1
    /// (viridis; what lies outside is brought to the border), and shows these ranges only. Axes
    /// must be linear.
    pub fn heat(self, x: Range<f64>, y: Range<f64>, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut plot = self.x_range(x.start, x.end).y_range(y.start, y.end);
        plot.heat = Some(Heat::of(x, y, f));
        plot
    }

    /// Colours the plane behind the curves by a density `[G, G]`, taken in the middles of G × G
    /// cells from −`half` to `half` (row z₂, column z₁): dark violet at 0, yellow from `brightest`
    /// on, one scale for both axes.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) for another shape.
    pub fn density(self, density: &Tensor, half: f64, brightest: f64) -> Result<Self> {
        let mut plot = self.x_range(-half, half).y_range(-half, half).same_scale();
        plot.heat = Some(Heat::of_density(density, half, brightest)?);
        Ok(plot)
    }

    /// Shows these values of x only.
    pub fn x_range(mut self, lo: f64, hi: f64) -> Self {
        self.x_range = Some((lo, hi));
        self
    }

    /// Shows these values of y only; what lies outside is cut off.
    pub fn y_range(mut self, lo: f64, hi: f64) -> Self {
        self.y_range = Some((lo, hi));
        self
    }

    /// A logarithmic x axis; every x must be positive.
    pub fn log_x(mut self) -> Self {
        self.logarithmic.0 = true;
        self
    }

    /// A logarithmic y axis; every y must be positive.
    pub fn log_y(mut self) -> Self {
        self.logarithmic.1 = true;
        self
    }

    /// Ticks of the x axis at whole numbers only, as for epochs.
    pub fn whole_x(mut self) -> Self {
        self.whole_x = true;
        self
    }

    /// One unit is as long on both axes, as in a plane that one looks at: a circle stays round.
    pub fn same_scale(mut self) -> Self {
        self.same_scale = true;
        self
    }

    /// A remark inside the plot, in its upper corner.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Names the origin of the data shown.
    pub fn source(mut self, source: &Source) -> Self {
        self.sources.push(source.clone());
        self
    }

    /// Draws the plot.
    ///
    /// # Errors
    /// [`ErrorKind::Figure`](vae_core::ErrorKind) if there is nothing to draw, or a number that no
    /// axis can show.
    pub fn figure(&self) -> Result<Figure> {
        let prepared = self.prepared()?;
        let size = (680.0, prepared.height(680.0, 360.0));
        let figure = Figure::draw_subpixel(&self.title, size, |area| prepared.draw(area, size))?;
        Ok(self.sourced(figure).described(&self.in_words()))
    }

    /// Draws plots side by side under one title; each plot's own title stands above it.
    ///
    /// # Errors
    /// As [`Plot::figure`].
    pub fn row(title: &str, plots: &[Plot]) -> Result<Figure> {
        let prepared: Vec<_> = plots.iter().map(Plot::prepared).collect::<Result<_>>()?;
        if prepared.is_empty() {
            return Err(error(title, "there are no plots"));
        }
        let (gap, each) = (24.0, (800.0 / prepared.len() as f64).clamp(280.0, 400.0));
        let width = (each + gap) * prepared.len() as f64 - gap;
        let height = prepared.iter().map(|plot| plot.height(each, 306.0)).fold(0.0, f64::max);
        let mut figure = Figure::draw_subpixel(title, (width, height + 24.0), |area| {
            for (i, plot) in prepared.iter().enumerate() {
                let left = i as f64 * (each + gap);
                let style = at(bold(LABEL + 0.5, INK), HPos::Left, VPos::Top);
                area.draw_text(&plot.plot.title, &style, (px(left), 0))?;
                let part = area.clone().shrink((px(left), px(24.0)), (px(each), px(height)));
                plot.draw(&part, (each, height))?;
            }
            Ok(())
        })?;
        for plot in plots {
            figure = plot.sourced(figure);
        }
        let words: Vec<_> =
            plots.iter().map(|plot| format!("{}: {}", plot.title, plot.in_words())).collect();
        Ok(figure.described(&words.join(" ")))
    }

    fn sourced(&self, figure: Figure) -> Figure {
        self.sources.iter().fold(figure, Figure::with_source)
    }

    fn in_words(&self) -> String {
        let names: Vec<_> = self.series.iter().map(|s| s.name.as_str()).collect();
        let names: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).collect();
        let curves = match names.is_empty() {
            true => String::new(),
            false => format!(": {}", names.join(", ")),
        };
        let note = match self.note.is_empty() {
            true => String::new(),
            false => format!(" {}.", self.note),
        };
        format!("{} by {}{curves}.{note}", self.y_label, self.x_label)
    }

    fn prepared(&self) -> Result<Prepared<'_>> {
        let mut curves = Vec::new();
        for series in &self.series {
            curves.push(self.transformed(series)?);
        }
        let all = || curves.iter().flatten();
        if all().next().is_none() && self.heat.is_none() {
            return Err(error(&self.title, "there are no points to draw"));
        }
        let x = self.range(self.x_range, self.logarithmic.0, all().map(|p| p.0), 0.0)?;
        let y = self.range(self.y_range, self.logarithmic.1, all().map(|p| p.1), 0.05)?;
        let x_axis = match (self.logarithmic.0, self.whole_x) {
            (true, _) => Axis::log(x.0, x.1, &self.x_label),
            (_, true) => Axis::whole(x.0, x.1, 9, &self.x_label),
            _ => Axis::linear(x.0, x.1, 7, &self.x_label),
        };
        let y_axis = match self.logarithmic.1 {
            true => Axis::log(y.0, y.1, &self.y_label),
            false => Axis::linear(y.0, y.1, 5, &self.y_label),
        };
        Ok(Prepared {
            plot: self,
            heat: self.heat.as_ref().map(|heat| heat.picture(&self.title)).transpose()?,
            curves,
            x: x_axis.without_grid(),
            y: y_axis,
        })
    }

    fn transformed(&self, series: &Series) -> Result<Vec<(f64, f64)>> {
        let place = |value: f64, logarithmic: bool| if logarithmic { value.log10() } else { value };
        let mut points = Vec::with_capacity(series.points.len());
        for (i, &(x, y)) in series.points.iter().enumerate() {
            let point = (place(x, self.logarithmic.0), place(y, self.logarithmic.1));
            if !point.0.is_finite() || !point.1.is_finite() {
                let problem = format!("point {i} of {:?} is ({x}, {y})", series.name);
                return Err(error(&self.title, problem));
            }
            points.push(point);
        }
        Ok(points)
    }

    fn range(
        &self,
        chosen: Option<(f64, f64)>,
        logarithmic: bool,
        values: impl Iterator<Item = f64>,
        padding: f64,
    ) -> Result<(f64, f64)> {
        let Some((lo, hi)) = chosen else {
            return Ok(padded(values, padding));
        };
        let (a, b) = if logarithmic { (lo.log10(), hi.log10()) } else { (lo, hi) };
        match a.is_finite() && b.is_finite() && a < b {
            true => Ok((a, b)),
            false => Err(error(&self.title, format!("the range from {lo} to {hi} is empty"))),
        }
    }
}

/// Draws curves: how does one quantity depend on another?
///
/// # Errors
/// As [`Plot::figure`].
pub fn curves(title: &str, x_label: &str, y_label: &str, series: &[Series]) -> Result<Figure> {
    let plot = Plot::new(title, x_label, y_label);
    series.iter().cloned().fold(plot, Plot::with).figure()
}
