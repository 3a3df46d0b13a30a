//! Colours that colour-blind readers can tell apart (Okabe and Ito, 2008), the same colour
//! always for the same thing.

use plotters::style::RGBColor;

/// A colour of a figure.
pub type Colour = RGBColor;

/// The training images: blue.
pub const TRAINING: Colour = RGBColor(0, 114, 178);
/// The held-out images: vermillion, and dashed.
pub const HELD_OUT: Colour = RGBColor(213, 94, 0);
/// The reconstruction term: green.
pub const RECONSTRUCTION: Colour = RGBColor(0, 158, 115);
/// The KL term: purple.
pub const KL: Colour = RGBColor(148, 82, 160);

/// White, for what lies on dark colours.
pub const WHITE: Colour = RGBColor(255, 255, 255);
/// Light grey, for points that are there for orientation only.
pub const BACKGROUND: Colour = RGBColor(205, 205, 205);
pub(super) const INK: Colour = RGBColor(31, 35, 40);
pub(super) const MUTED: Colour = RGBColor(87, 96, 106);
pub(super) const AXIS: Colour = RGBColor(140, 149, 159);
pub(super) const GRID: Colour = RGBColor(230, 232, 235);

/// Ten colours for the ten digits.
pub const DIGITS: [Colour; 10] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(213, 94, 0),
    RGBColor(51, 34, 136),
    RGBColor(153, 153, 51),
    RGBColor(77, 77, 77),
    RGBColor(136, 34, 85),
];

/// The colour of a class: a digit's, or one as far as can be from those of its neighbours.
pub fn class_colour(label: i64) -> Colour {
    if let Some(colour) = DIGITS.get(label as usize) {
        return *colour;
    }
    // Each turns the wheel of hues by the golden angle, in three strengths.
    let hue = (label as f64 * 137.508).rem_euclid(360.0);
    let strength = [0.75, 0.5, 0.95][label.rem_euclid(3) as usize];
    let channel = |offset: f64| {
        let k = (offset + hue / 60.0) % 6.0;
        (255.0 * strength * (1.0 - 0.8 * k.min(4.0 - k).clamp(0.0, 1.0))).round() as u8
    };
    RGBColor(channel(5.0), channel(3.0), channel(1.0))
}

/// The colours of curves that have no meaning of their own, in order; none is one of the four
/// that do.
pub const SERIES: [Colour; 8] = [
    RGBColor(51, 34, 136),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(136, 34, 85),
    RGBColor(77, 77, 77),
    RGBColor(68, 170, 153),
    RGBColor(204, 121, 167),
    RGBColor(153, 153, 51),
];

/// Viridis (van der Walt and Smith), from dark violet at 0 to yellow at 1.
pub fn viridis(t: f64) -> Colour {
    const STOPS: [[f64; 3]; 9] = [
        [68.0, 1.0, 84.0],
        [71.0, 44.0, 122.0],
        [59.0, 81.0, 139.0],
        [44.0, 113.0, 142.0],
        [33.0, 144.0, 141.0],
        [39.0, 173.0, 129.0],
        [92.0, 200.0, 99.0],
        [170.0, 220.0, 50.0],
        [253.0, 231.0, 37.0],
    ];
    let place = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) * 8.0 };
    let lower = (place as usize).min(7);
    let within = place - lower as f64;
    let channel = |c: usize| {
        let (a, b) = (STOPS[lower][c], STOPS[lower + 1][c]);
        (a + (b - a) * within).round() as u8
    };
    RGBColor(channel(0), channel(1), channel(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_ten_different_colours() {
        for (i, a) in DIGITS.iter().enumerate() {
            for b in &DIGITS[i + 1..] {
                let apart =
                    a.0.abs_diff(b.0) as u32 + a.1.abs_diff(b.1) as u32 + a.2.abs_diff(b.2) as u32;
                assert!(apart > 60, "{a:?} and {b:?}");
            }
        }
    }

    #[test]
    fn every_class_has_a_colour_of_its_own() {
        let all: std::collections::BTreeSet<_> =
            (0..=300).map(class_colour).map(|c| (c.0, c.1, c.2)).collect();
        assert!(all.len() > 295, "{}", all.len());
    }

    #[test]
    fn viridis_runs_from_violet_to_yellow_and_never_leaves() {
        assert_eq!(viridis(-1.0), RGBColor(68, 1, 84));
        assert_eq!(viridis(2.0), RGBColor(253, 231, 37));
        assert_eq!(viridis(f64::NAN), RGBColor(68, 1, 84));
    }
}
