//! Drawing the curves of a plot, each named at its end.

use plotters::element::Circle;
use plotters::style::{Color, ShapeStyle};
use plotters_backend::text_anchor::{HPos, VPos};

use super::axes::{self, Axis, LABEL, Margins};
use super::card::{Area, Drawn};
use super::elements::{Picture, Stroke, at, line, px, words};
use super::geometry::{clipped, spread};
use super::palette::{INK, MUTED, SERIES};
use super::{Colour, Plot, text};

/// Room for a sample of the curve beside its name.
const SWATCH: f64 = 32.0;

/// A plot that must be high for its width gets so high, and then becomes narrower.
const HIGHEST: f64 = 520.0;

/// A plot whose numbers are checked and whose axes are chosen.
pub(super) struct Prepared<'a> {
    pub plot: &'a Plot,
    pub heat: Option<Picture<(f64, f64)>>,
    pub curves: Vec<Vec<(f64, f64)>>,
    pub x: Axis,
    pub y: Axis,
}

impl Prepared<'_> {
    fn colour(&self, index: usize) -> Colour {
        self.plot.series[index].colour.unwrap_or(SERIES[index % SERIES.len()])
    }

    fn margins(&self, width: f64) -> Margins {
        let names = self.plot.series.iter().map(|s| text::width(&s.name, LABEL));
        let room = names.fold(0.0, f64::max).min(0.45 * width);
        let right = if room > 0.0 { room + 8.0 + SWATCH } else { 12.0 };
        Margins::around(&self.x, &self.y, right)
    }

    /// How high it should be: as is usual, unless its axes have one scale.
    pub fn height(&self, width: f64, usual: f64) -> f64 {
        if !self.plot.same_scale {
            return usual;
        }
        let margins = self.margins(width);
        let across = (width - margins.left - margins.right) / (self.x.hi - self.x.lo);
        let inside = across * (self.y.hi - self.y.lo);
        (margins.top + inside + margins.bottom).clamp(usual, HIGHEST)
    }

    /// Room around the plot, with what its axes leave over if they have one scale.
    fn margins_in(&self, (width, height): (f64, f64)) -> Margins {
        let margins = self.margins(width);
        if !self.plot.same_scale {
            return margins;
        }
        let inside = (
            (width - margins.left - margins.right).max(1.0),
            (height - margins.top - margins.bottom).max(1.0),
        );
        let ranges = (self.x.hi - self.x.lo, self.y.hi - self.y.lo);
        let scale = (inside.0 / ranges.0).min(inside.1 / ranges.1); // pixels a unit
        Margins {
            right: margins.right + inside.0 - scale * ranges.0,
            bottom: margins.bottom + inside.1 - scale * ranges.1,
            ..margins
        }
    }

    pub fn draw(&self, area: &Area<'_>, size: (f64, f64)) -> Drawn {
        let margins = self.margins_in(size);
        let mut chart = axes::frame(area, &self.x, &self.y, &margins)?;
        if let Some(heat) = &self.heat {
            chart.plotting_area().draw(heat)?;
        }
        for (i, points) in self.curves.iter().enumerate() {
            let (series, colour) = (&self.plot.series[i], self.colour(i));
            if series.path {
                self.draw_path(&mut chart, points, INK, 2.0)?;
                self.draw_path(&mut chart, points, colour, 0.0)?;
                continue;
            }
            if series.lines {
                self.draw_line(&mut chart, points, line(colour, 2.0), series.dashed)?;
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

    fn draw_line(
        &self,
        chart: &mut axes::Chart<'_, '_>,
        points: &[(f64, f64)],
        style: ShapeStyle,
        dashed: bool,
    ) -> Drawn {
        let parts = clipped(points, (self.x.lo, self.x.hi), (self.y.lo, self.y.hi));
        let strokes = parts.into_iter().map(|points| Stroke { points, style, dashed });
        chart.draw_series(strokes).map(|_| ())
    }

    /// A line between a small dot and a large one, all wider by a rim.
    fn draw_path(
        &self,
        chart: &mut axes::Chart<'_, '_>,
        points: &[(f64, f64)],
        colour: Colour,
        rim: f64,
    ) -> Drawn {
        self.draw_line(chart, points, line(colour, 2.0 + rim), false)?;
        let ends = [(points.first(), 3.0), (points.last(), 6.0)];
        let ends = ends.into_iter().filter_map(|(end, radius)| Some((end?, radius)));
        let dots = ends
            .filter(|(end, _)| self.shows(end))
            .map(|(end, radius)| Circle::new(*end, px(radius + rim / 2.0), colour.filled()));
        chart.draw_series(dots).map(|_| ())
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
        let heights = spread(labels.iter().map(|l| l.0).collect(), px(LABEL + 3.0), top, bottom);
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
