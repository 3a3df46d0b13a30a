//! A grey canvas for strokes with soft edges, and the points that make them.

/// A point in pixels; x to the right, y down, integers at the middle of a pixel.
pub(super) type Point = [f64; 2];

/// Coverage in [0, 1], row after row.
pub(super) struct Canvas {
    width: usize,
    coverage: Vec<f64>,
}

impl Canvas {
    /// A blank canvas.
    pub(super) fn new(height: usize, width: usize) -> Self {
        Self { width, coverage: vec![0.0; height * width] }
    }

    /// Coverage, row after row.
    pub(super) fn coverage(&self) -> &[f64] {
        &self.coverage
    }

    /// Draws a line `2 × radius` thick, with an edge `soft` pixels wide that goes from full to
    /// none. Where strokes overlap the greater coverage counts.
    pub(super) fn line(&mut self, from: Point, to: Point, radius: f64, soft: f64) {
        let height = self.coverage.len() / self.width;
        let reach = radius + soft / 2.0;
        for y in cells(from[1], to[1], reach, height) {
            for x in cells(from[0], to[0], reach, self.width) {
                let distance = distance([x as f64, y as f64], from, to);
                let covered = ((reach - distance) / soft).clamp(0.0, 1.0);
                let pixel = &mut self.coverage[y * self.width + x];
                *pixel = pixel.max(covered);
            }
        }
    }
}

/// The pixels along one axis that a line can touch.
fn cells(a: f64, b: f64, reach: f64, size: usize) -> std::ops::Range<usize> {
    let first = (a.min(b) - reach).ceil().max(0.0);
    let end = (a.max(b) + reach).floor() + 1.0;
    first as usize..(end.max(0.0) as usize).min(size)
}

/// The distance of a point from a line's nearest point.
fn distance([x, y]: Point, a: Point, b: Point) -> f64 {
    let [along_x, along_y] = [b[0] - a[0], b[1] - a[1]];
    let length = along_x * along_x + along_y * along_y;
    let t = match length > 0.0 {
        true => ((x - a[0]) * along_x + (y - a[1]) * along_y) / length,
        false => 0.0,
    };
    let t = t.clamp(0.0, 1.0);
    let [dx, dy] = [x - a[0] - t * along_x, y - a[1] - t * along_y];
    (dx * dx + dy * dy).sqrt()
}

/// A smooth curve through points (Catmull and Rom), as a chain of `pieces` lines from each to
/// the next.
pub(super) fn curve(points: &[Point], pieces: usize) -> Vec<Point> {
    let Some(&last) = points.last() else {
        return Vec::new();
    };
    let at = |index: usize| points[index.min(points.len() - 1)];
    let mut chain = Vec::with_capacity(points.len() * pieces);
    for i in 0..points.len() - 1 {
        let four = [at(i.saturating_sub(1)), at(i), at(i + 1), at(i + 2)];
        for piece in 0..pieces {
            let t = piece as f64 / pieces as f64;
            chain.push([0, 1].map(|axis| spline(four.map(|point| point[axis]), t)));
        }
    }
    chain.push(last);
    chain
}

/// Between the second and the third of four values, smoothly, for t from 0 to 1.
pub(super) fn spline([a, b, c, d]: [f64; 4], t: f64) -> f64 {
    let cubic = 3.0 * (b - c) + d - a;
    let square = 2.0 * a - 5.0 * b + 4.0 * c - d;
    b + 0.5 * t * (c - a + t * (square + t * cubic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_covers_its_middle_and_fades_at_its_edge() {
        let mut canvas = Canvas::new(5, 5);
        canvas.line([-9.0, 2.0], [9.0, 2.0], 1.0, 1.0);
        let column: Vec<f64> = canvas.coverage().iter().skip(2).step_by(5).copied().collect();
        assert_eq!(column, [0.0, 0.5, 1.0, 0.5, 0.0]);
    }

    #[test]
    fn a_curve_goes_through_its_points() {
        let points = [[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]];
        let chain = curve(&points, 4);
        assert_eq!([chain[0], chain[4], chain[8]], points);
        assert!(curve(&[], 4).is_empty());
    }
}
