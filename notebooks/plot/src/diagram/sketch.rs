//! Boxes, circles, arrows and names on a drawing area.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::figure::{Area, Colour, Drawn};

/// A place in pixels, from the upper left corner.
pub(super) type Place = (i32, i32);

/// What is computed.
pub(super) const COMPUTED: Colour = RGBColor(220, 232, 245);
/// What is drawn at random.
pub(super) const RANDOM: Colour = RGBColor(255, 224, 160);
/// What is seen.
pub(super) const SEEN: Colour = RGBColor(215, 215, 215);
/// Values, on their way to the loss.
pub(super) const FORWARD: Colour = RGBColor(70, 70, 70);

/// A rectangle around its name; `lines` stand below each other.
pub(super) fn boxed(
    area: &Area,
    (x, y): Place,
    (w, h): (i32, i32),
    fill: Colour,
    lines: &[&str],
) -> Drawn {
    let corners = [(x - w / 2, y - h / 2), (x + w / 2, y + h / 2)];
    area.draw(&Rectangle::new(corners, fill.filled()))?;
    area.draw(&Rectangle::new(corners, BLACK.stroke_width(1)))?;
    stacked(area, (x, y), lines)
}

/// A circle around its name.
pub(super) fn circle(area: &Area, place: Place, fill: Colour, name: &str) -> Drawn {
    area.draw(&Circle::new(place, 23, fill.filled()))?;
    area.draw(&Circle::new(place, 23, BLACK.stroke_width(1)))?;
    stacked(area, place, &[name])
}

/// Lines of text, centred at a place.
pub(super) fn stacked(area: &Area, (x, y): Place, lines: &[&str]) -> Drawn {
    let first = y - 9 * (lines.len() as i32 - 1);
    (0..)
        .zip(lines)
        .try_for_each(|(i, line)| written(area, (x, first + 18 * i), line, HPos::Center))
}

/// A text beside a place: it begins there, ends there, or has its middle there.
pub(super) fn written(area: &Area, place: Place, text: &str, side: HPos) -> Drawn {
    let style = ("sans-serif", 15).into_font().color(&BLACK);
    area.draw_text(text, &style.pos(Pos::new(side, VPos::Center)), place)
}

/// An arrow between two places, ending `gap` pixels before the second.
pub(super) fn arrow(area: &Area, from: Place, to: Place, gap: f64, colour: Colour) -> Drawn {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = dx.hypot(dy);
    let along = |t: f64, side: f64| {
        let x = f64::from(from.0) + (dx * t - dy * side) / length;
        let y = f64::from(from.1) + (dy * t + dx * side) / length;
        (x.round() as i32, y.round() as i32)
    };
    let (start, end) = (gap, length - gap);
    let line = vec![along(start, 0.0), along(end - 8.0, 0.0)];
    area.draw(&PathElement::new(line, colour.stroke_width(2)))?;
    let head = vec![along(end, 0.0), along(end - 11.0, 5.0), along(end - 11.0, -5.0)];
    area.draw(&Polygon::new(head, colour.filled()))
}
