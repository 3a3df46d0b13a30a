//! Ranges, clipping and spacing of what a plot shows.

/// A place in data coordinates.
pub(super) type Place = (f64, f64);

/// The range of the values with a share of it added on both sides; never empty.
pub(super) fn padded(values: impl Iterator<Item = f64>, padding: f64) -> (f64, f64) {
    let (lo, hi) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    match hi - lo {
        span if span > 1e-12 * hi.abs().max(1e-300) => (lo - padding * span, hi + padding * span),
        _ => (lo - 0.5 * lo.abs().max(1.0), hi + 0.5 * hi.abs().max(1.0)),
    }
}

/// The parts of a curve inside both ranges, cut exactly where it crosses their borders.
pub(super) fn clipped(curve: &[Place], x: Place, y: Place) -> Vec<Vec<Place>> {
    let mut parts: Vec<Vec<Place>> = Vec::new();
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
fn inside(a: Place, b: Place, x: Place, y: Place) -> Option<(Place, Place)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (step, room) in [(-dx, a.0 - x.0), (dx, x.1 - a.0), (-dy, a.1 - y.0), (dy, y.1 - a.1)] {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_curves_exactly_at_the_border() {
        let curve = [(0.0, 0.0), (2.0, 4.0), (4.0, 0.0)];
        let parts = clipped(&curve, (0.0, 4.0), (0.0, 2.0));
        assert_eq!(parts, [[(0.0, 0.0), (1.0, 2.0)], [(3.0, 2.0), (4.0, 0.0)]]);
        assert!(clipped(&curve, (5.0, 6.0), (0.0, 2.0)).is_empty());
    }

    #[test]
    fn a_range_is_never_empty() {
        assert_eq!(padded([3.0].into_iter(), 0.1), (1.5, 4.5));
        assert_eq!(padded([0.0, 0.0].into_iter(), 0.1), (-0.5, 0.5));
        assert_eq!(padded([0.0, 10.0].into_iter(), 0.1), (-1.0, 11.0));
    }

    #[test]
    fn labels_keep_their_distance_within_the_plot() {
        assert_eq!(spread(vec![10, 12, 95], 15, 0, 100), [10, 25, 95]);
        assert_eq!(spread(vec![98, 99, 100], 15, 0, 100), [70, 85, 100]);
    }
}
