//! Axes with round ticks and room for their labels.

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::drawing::DrawingAreaErrorKind;
use plotters::style::{ShapeStyle, TRANSPARENT};
use plotters_backend::BackendCoord;
use plotters_backend::text_anchor::{HPos, VPos};

use super::card::Area;
use super::elements::{at, line, px, words};
use super::palette::{AXIS, GRID, INK, MUTED};
use super::{Canvas, text};

pub(super) const TICK: f64 = 12.0;
pub(super) const LABEL: f64 = 13.0;

pub(super) type Chart<'a, 'b> = ChartContext<'a, Canvas<'b>, Cartesian2d<Axis, Axis>>;

/// One axis: its range, its ticks, and what it measures with the unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub lo: f64,
    pub hi: f64,
    pub ticks: Vec<(f64, String)>,
    pub label: String,
    pub grid: bool,
}

impl Axis {
    /// About `count` ticks at multiples of 1, 2 or 5 times a power of ten.
    pub fn linear(lo: f64, hi: f64, count: usize, label: &str) -> Self {
        Self::stepped(lo, hi, round_step((hi - lo) / count as f64), label)
    }

    /// As [`Axis::linear`], at whole numbers only.
    pub fn whole(lo: f64, hi: f64, count: usize, label: &str) -> Self {
        let step = round_step((hi - lo) / count as f64).max(1.0);
        let mut axis = Self::stepped(lo, hi, step, label);
        if lo == 1.0 && step > 4.0 {
            axis.ticks.insert(0, (1.0, "1".into()));
        }
        axis
    }

    fn stepped(lo: f64, hi: f64, step: f64, label: &str) -> Self {
        let decimals = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
        let (first, last) = ((lo / step - 1e-6).ceil() as i64, (hi / step + 1e-6).floor() as i64);
        let ticks = (first..=last)
            .map(|i| i as f64 * step)
            .map(|value| (value, tick_text(value, decimals)))
            .collect();
        Self::with_ticks(lo, hi, ticks, label)
    }

    /// An axis of logarithms to base ten, labelled with the numbers themselves.
    pub fn log(lo: f64, hi: f64, label: &str) -> Self {
        let factors: &[f64] = if hi - lo > 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let decades = lo.floor() as i32..=hi.ceil() as i32;
        let every = ((hi - lo) / 7.0).ceil().max(1.0) as i32;
        let ticks = decades
            .filter(|decade| decade % every == 0)
            .flat_map(|decade| factors.iter().map(move |f| (decade, f)))
            .map(|(decade, f)| (f64::from(decade) + f.log10(), power_text(decade, *f)))
            .filter(|(place, _)| (lo - 1e-9..=hi + 1e-9).contains(place))
            .collect();
        Self::with_ticks(lo, hi, ticks, label)
    }

    pub fn with_ticks(lo: f64, hi: f64, ticks: Vec<(f64, String)>, label: &str) -> Self {
        Self { lo, hi, ticks, label: label.to_string(), grid: true }
    }

    pub fn without_grid(mut self) -> Self {
        self.grid = false;
        self
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let share = (value - self.lo) / (self.hi - self.lo);
        (f64::from(from) + share * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.iter().map(|(value, _)| *value).collect()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.lo..self.hi
    }
}

impl ValueFormatter<f64> for Axis {
    fn format(value: &f64) -> String {
        value.to_string()
    }

    fn format_ext(&self, value: &f64) -> String {
        let tick = self.ticks.iter().find(|(tick, _)| tick == value);
        tick.map(|(_, text)| text.clone()).unwrap_or_default()
    }
}

fn round_step(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|f| f * power >= step * 0.999);
    factor.unwrap_or(10.0) * power
}

fn tick_text(value: f64, decimals: usize) -> String {
    if value.abs() >= 1000.0 && decimals == 0 {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", text::thousands(value.abs() as usize));
    }
    text::number(value, decimals)
}

fn power_text(decade: i32, factor: f64) -> String {
    let value = factor * 10f64.powi(decade);
    match decade {
        -4..=6 => tick_text(value, (-decade).max(0) as usize),
        _ => format!("{factor:.0}e{decade}"),
    }
}

/// The room around a plot, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Margins {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Margins {
    /// Room for ticks and labels, and `right` for whatever stands beside the plot.
    pub fn around(x: &Axis, y: &Axis, right: f64) -> Self {
        let widest =
            |axis: &Axis| axis.ticks.iter().map(|(_, t)| text::width(t, TICK)).fold(0.0, f64::max);
        let overhang = x.ticks.last().map_or(0.0, |(_, t)| text::width(t, TICK) / 2.0);
        Self {
            left: (widest(y) + 12.0).max(18.0).ceil(),
            right: right.max(overhang + 2.0).ceil(),
            top: if y.label.is_empty() { 8.0 } else { 26.0 },
            bottom: if x.label.is_empty() { 24.0 } else { 44.0 },
        }
    }

    /// The size of the figure around a plot of a given size.
    pub fn outside(&self, width: f64, height: f64) -> (f64, f64) {
        (self.left + width + self.right, self.top + height + self.bottom)
    }
}

/// Draws grid, axes and labels, and gives the chart to draw in.
pub(super) fn frame<'a, 'b>(
    area: &'a Area<'b>,
    x: &Axis,
    y: &Axis,
    margins: &Margins,
) -> Result<Chart<'a, 'b>, DrawingAreaErrorKind<std::io::Error>> {
    let mut chart = ChartBuilder::on(area)
        .margin_top(px(margins.top))
        .margin_right(px(margins.right))
        .set_label_area_size(LabelAreaPosition::Left, px(margins.left))
        .set_label_area_size(LabelAreaPosition::Bottom, px(margins.bottom))
        .build_cartesian_2d(x.clone(), y.clone())?;
    let invisible: ShapeStyle = TRANSPARENT.into();
    let mut mesh = chart.configure_mesh();
    if !x.grid {
        mesh.disable_x_mesh();
    }
    if !y.grid {
        mesh.disable_y_mesh();
    }
    mesh.light_line_style(invisible)
        .bold_line_style(line(GRID, 1.0))
        .axis_style(line(AXIS, 1.0))
        .label_style(words(TICK, MUTED))
        .set_all_tick_mark_size(px(4.0))
        .draw()?;
    let ((left, top), (right, bottom)) = corners(&chart);
    let (base_x, base_y) = area.get_base_pixel();
    let label = words(LABEL, INK);
    area.draw_text(
        &y.label,
        &at(label.clone(), HPos::Left, VPos::Bottom),
        (left - base_x - px(margins.left - 4.0), top - base_y - px(8.0)),
    )?;
    area.draw_text(
        &x.label,
        &at(label, HPos::Center, VPos::Top),
        ((left + right) / 2 - base_x, bottom - base_y + px(26.0)),
    )?;
    Ok(chart)
}

/// The upper left and lower right corner of the plot, in backend coordinates.
pub(super) fn corners(chart: &Chart<'_, '_>) -> (BackendCoord, BackendCoord) {
    let (x, y) = chart.plotting_area().get_pixel_range();
    ((x.start, y.start), (x.end, y.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(texts(&Axis::linear(-1.2, 1.2, 5, "")), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(texts(&Axis::whole(1.0, 3.0, 8, "")), ["1", "2", "3"]);
        assert_eq!(texts(&Axis::linear(0.0, 30_000.0, 3, "")), ["0", "10,000", "20,000", "30,000"]);
    }

    #[test]
    fn logarithmic_ticks_show_the_numbers() {
        assert_eq!(texts(&Axis::log(-3.0, 1.0, "")), ["0.001", "0.01", "0.1", "1", "10"]);
        assert_eq!(texts(&Axis::log(0.0, 1.0, "")), ["1", "2", "5", "10"]);
    }
}
