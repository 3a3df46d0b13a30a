//! Curves and points on labelled axes.

use plotters::element::Circle;
use plotters::style::Color;
use plotters_backend::text_anchor::{HPos, VPos};

use super::axes::{self, Axis, LABEL, Margins};
use super::card::{Area, Drawn, error};
use super::elements::{Stroke, at, bold, line, px, words};
use super::palette::{INK, MUTED, SERIES};
use super::{Colour, Figure, text};
use crate::{Result, Source};

/// Room for a sample of the curve beside its name.
const SWATCH: f64 = 32.0;

/// One curve, or one cloud of points, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    name: String,
    points: Vec<(f64, f64)>,
    colour: Option<Colour>,
    dashed: bool,
    dots: bool,
    lines: bool,
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
        }
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

    /// Chooses a colour instead of the next one of [`palette::SERIES`](super::palette::SERIES).
    pub fn colour(mut self, colour: Colour) -> Self {
        self.colour = Some(colour);
        self
    }
}

/// Curves on one pair of axes: the general plot, with the ranges taken from the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub(super) title: String,
    x_label: String,
    y_label: String,
    series: Vec<Series>,
    x_range: Option<(f64, f64)>,
    y_range: Option<(f64, f64)>,
    logarithmic: (bool, bool),
    whole_x: bool,
    note: String,
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
            x_range: None,
            y_range: None,
            logarithmic: (false, false),
            whole_x: false,
            note: String::new(),
            sources: Vec::new(),
        }
    }

    /// Adds a curve.
    pub fn with(mut self, series: Series) -> Self {
        self.series.push(series);
        self
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
    /// [`Error::Figure`](crate::Error::Figure) if there is nothing to draw, or a number that no
    /// axis can show.
    pub fn figure(&self) -> Result<Figure> {
        let prepared = self.prepared()?;
        let size = (680.0, 360.0);
        let figure = Figure::fine(&self.title, size, |area| prepared.draw(area, size.0))?;
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
        let mut figure = Figure::fine(title, (width, 330.0), |area| {
            for (i, plot) in prepared.iter().enumerate() {
                let left = i as f64 * (each + gap);
                let style = at(bold(LABEL + 0.5, INK), HPos::Left, VPos::Top);
                area.draw_text(&plot.plot.title, &style, (px(left), 0))?;
                let part = area
                    .clone()
                    .shrink((px(left), px(24.0)), (px(each), px(306.0)));
                plot.draw(&part, each)?;
            }
            Ok(())
        })?;
        for plot in plots {
            figure = plot.sourced(figure);
        }
        let words: Vec<_> = plots
            .iter()
            .map(|plot| format!("{}: {}", plot.title, plot.in_words()))
            .collect();
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
        if all().next().is_none() {
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
        let (a, b) = if logarithmic {
            (lo.log10(), hi.log10())
        } else {
            (lo, hi)
        };
        match a.is_finite() && b.is_finite() && a < b {
            true => Ok((a, b)),
            false => Err(error(
                &self.title,
                format!("the range from {lo} to {hi} is empty"),
            )),
        }
    }
}

/// The range of the values with a share of it added on both sides; never empty.
pub(super) fn padded(values: impl Iterator<Item = f64>, padding: f64) -> (f64, f64) {
    let (lo, hi) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| {
        (lo.min(v), hi.max(v))
    });
    match hi - lo {
        span if span > 1e-12 * hi.abs().max(1e-300) => (lo - padding * span, hi + padding * span),
        _ => (lo - 0.5 * lo.abs().max(1.0), hi + 0.5 * hi.abs().max(1.0)),
    }
}

struct Prepared<'a> {
    plot: &'a Plot,
    curves: Vec<Vec<(f64, f64)>>,
    x: Axis,
    y: Axis,
}

impl Prepared<'_> {
    fn colour(&self, index: usize) -> Colour {
        self.plot.series[index]
            .colour
            .unwrap_or(SERIES[index % SERIES.len()])
    }

    fn draw(&self, area: &Area<'_>, width: f64) -> Drawn {
        let names = self.plot.series.iter().map(|s| text::width(&s.name, LABEL));
        let room = names.fold(0.0, f64::max).min(0.45 * width);
        let right = if room > 0.0 {
            room + 8.0 + SWATCH
        } else {
            12.0
        };
        let margins = Margins::around(&self.x, &self.y, right);
        let mut chart = axes::frame(area, &self.x, &self.y, &margins)?;
        for (i, points) in self.curves.iter().enumerate() {
            let (series, colour) = (&self.plot.series[i], self.colour(i));
            if series.lines {
                let parts = clipped(points, (self.x.lo, self.x.hi), (self.y.lo, self.y.hi));
                chart.draw_series(parts.into_iter().map(|points| Stroke {
                    points,
                    style: line(colour, 2.0),
                    dashed: series.dashed,
                }))?;
            }
            if series.dots || points.len() == 1 {
                let inside = points.iter().filter(|p| self.shows(p));
                chart.draw_series(inside.map(|p| Circle::new(*p, px(3.0), colour.filled())))?;
            }
        }
        self.label_ends(area, &chart)?;
        let ((left, top), (right, _)) = axes::corners(&chart);
        let (base_x, base_y) = area.get_base_pixel();
        let note = at(words(LABEL - 1.0, MUTED), HPos::Center, VPos::Top);
        let middle = ((left + right) / 2 - base_x, top - base_y + px(6.0));
        area.draw_text(&self.plot.note, &note, middle)
    }

    fn shows(&self, (x, y): &(f64, f64)) -> bool {
        (self.x.lo..=self.x.hi).contains(x) && (self.y.lo..=self.y.hi).contains(y)
    }

    /// Writes each name at its curve's last visible height, kept apart from the others.
    fn label_ends(&self, area: &Area<'_>, chart: &axes::Chart<'_, '_>) -> Drawn {
        let ((_, top), (right, bottom)) = axes::corners(chart);
        let mut labels: Vec<(i32, usize)> = Vec::new();
        for (i, points) in self.curves.iter().enumerate() {
            let last = points.iter().rfind(|p| p.0 <= self.x.hi).or(points.last());
            if let Some(last) = last.filter(|_| !self.plot.series[i].name.is_empty()) {
                labels.push((chart.backend_coord(last).1.clamp(top, bottom), i));
            }
        }
        labels.sort();
        let heights = spread(
            labels.iter().map(|l| l.0).collect(),
            px(LABEL + 3.0),
            top,
            bottom,
        );
        let (base_x, base_y) = area.get_base_pixel();
        for (y, (_, i)) in heights.into_iter().zip(labels) {
            let style = at(words(LABEL, INK), HPos::Left, VPos::Center);
            let (x, y) = (right - base_x + px(SWATCH), y - base_y);
            self.swatch(area, i, (x - px(6.0), y))?;
            area.draw_text(&self.plot.series[i].name, &style, (x, y))?;
        }
        Ok(())
    }

    /// A sample of the curve, to the left of its name.
    fn swatch(&self, area: &Area<'_>, index: usize, (x, y): (i32, i32)) -> Drawn {
        let (series, colour) = (&self.plot.series[index], self.colour(index));
        if !series.lines {
            return area.draw(&Circle::new((x - px(8.0), y), px(3.0), colour.filled()));
        }
        area.draw(&Stroke {
            points: vec![(x - px(16.0), y), (x, y)],
            style: line(colour, 2.0),
            dashed: series.dashed,
        })
    }
}

/// The parts of a curve inside both ranges, cut exactly where it crosses their borders.
pub(super) fn clipped(curve: &[(f64, f64)], x: (f64, f64), y: (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in curve.windows(2) {
        let Some((a, b)) = inside(pair[0], pair[1], x, y) else {
            continue;
        };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&a) => part.push(b),
            _ => parts.push(vec![a, b]),
        }
    }
    parts
}

/// The part of a segment inside a rectangle (Liang and Barsky, 1984).
fn inside(
    a: (f64, f64),
    b: (f64, f64),
    x: (f64, f64),
    y: (f64, f64),
) -> Option<((f64, f64), (f64, f64))> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (step, room) in [
        (-dx, a.0 - x.0),
        (dx, x.1 - a.0),
        (-dy, a.1 - y.0),
        (dy, y.1 - a.1),
    ] {
        match step {
            0.0 if room < 0.0 => return None,
            0.0 => {}
            step if step < 0.0 => enter = enter.max(room / step),
            step => leave = leave.min(room / step),
        }
    }
    let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
    let start = if enter == 0.0 { a } else { at(enter) };
    let end = if leave == 1.0 { b } else { at(leave) };
    (enter <= leave).then_some((start, end))
}

/// Moves sorted heights apart to at least `gap`, between `top` and `bottom` if there is room.
pub(super) fn spread(mut heights: Vec<i32>, gap: i32, top: i32, bottom: i32) -> Vec<i32> {
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + gap);
    }
    let mut limit = bottom;
    for height in heights.iter_mut().rev() {
        *height = (*height).min(limit);
        limit = *height - gap;
    }
    for (i, height) in heights.iter_mut().enumerate() {
        *height = (*height).max(top + i as i32 * gap);
    }
    heights
}

/// Draws curves: how does one quantity depend on another?
///
/// # Errors
/// As [`Plot::figure`].
pub fn curves(title: &str, x_label: &str, y_label: &str, series: &[Series]) -> Result<Figure> {
    let plot = Plot::new(title, x_label, y_label);
    series.iter().cloned().fold(plot, Plot::with).figure()
}
