//! One digit: a skeleton, bent by hand, drawn with a pen.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::canvas::{Canvas, Point, curve};
use super::skeleton::SKELETONS;

/// The size of the image, of the box that the digit fills, and its middle, as in MNIST.
const SIZE: usize = 28;
const BOX: f64 = 20.0;
const MIDDLE: f64 = (SIZE as f64 - 1.0) / 2.0;
/// Lines from one point of a skeleton to the next.
const PIECES: usize = 6;

/// Draws a random digit and says which it is.
pub(super) fn draw(random: &mut ChaCha8Rng, image: &mut [u8]) -> u8 {
    let digit = random.random_range(0..10u8);
    let styles = SKELETONS[usize::from(digit)];
    let skeleton = styles[random.random_range(0..styles.len() as u32) as usize];
    let radius = 0.75 + 0.85 * random.random::<f64>() + 0.25 * bell(random).max(0.0);
    let mut strokes = bend(skeleton, random);
    place(&mut strokes, BOX / 2.0 - radius);
    let mut canvas = Canvas::new(SIZE, SIZE);
    let mut pressure = 1.0;
    for stroke in &strokes {
        let ending = 1.0 + 0.25 * bell(random);
        let change = (ending - pressure) / stroke.len() as f64;
        for pair in stroke.windows(2) {
            pressure = (pressure + change).clamp(0.7, 1.4);
            canvas.line(pair[0], pair[1], radius * pressure, 1.3);
        }
    }
    for (pixel, covered) in image.iter_mut().zip(canvas.coverage()) {
        *pixel = (254.0 * covered + 0.5) as u8;
    }
    digit
}

/// A random number around 0, about normal with standard deviation ½, at most 1.
fn bell(random: &mut ChaCha8Rng) -> f64 {
    let sum: f64 = (0..3).map(|_| random.random::<f64>()).sum();
    sum / 1.5 - 1.0
}

/// Moves each point a little, then all of them: slant, turn and width.
fn bend(skeleton: &[&[Point]], random: &mut ChaCha8Rng) -> Vec<Vec<Point>> {
    let slant = 0.14 + 0.5 * bell(random);
    let width = 1.0 + 0.5 * bell(random);
    let half_turn = 0.12 * bell(random);
    let scale = 1.0 + half_turn * half_turn;
    let (cos, sin) = ((1.0 - half_turn * half_turn) / scale, 2.0 * half_turn / scale);
    // Strokes that meet must still meet: the same place moves the same way.
    let sway: [f64; 8] = std::array::from_fn(|_| 0.13 * bell(random));
    let place = |[x, y]: Point| {
        let x2 = x + sway[0] + sway[1] * y + sway[2] * x * y + sway[3] * (2.0 * y * y - 1.0);
        let y2 = y + sway[4] * x + sway[5] * x * y + sway[6] * x * x + sway[7] * (1.0 - y * y);
        let x3 = width * x2 - slant * y2;
        [cos * x3 - sin * y2, sin * x3 + cos * y2]
    };
    let stroke = |points: &&[Point]| {
        let points: Vec<Point> = points.iter().map(|&point| place(point)).collect();
        curve(&points, PIECES)
    };
    skeleton.iter().map(stroke).collect()
}

/// Scales the strokes until they reach `reach` pixels up and down (or aside, if they are wider),
/// and moves their middle of mass to the middle of the image.
fn place(strokes: &mut [Vec<Point>], reach: f64) {
    let bounds = |axis: usize| {
        let values = strokes.iter().flatten().map(|point| point[axis]);
        let (low, high) = values
            .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        high - low
    };
    let scale = 2.0 * reach / bounds(0).max(bounds(1));
    let middle = mass_middle(strokes);
    for point in strokes.iter_mut().flatten() {
        *point = [0, 1].map(|axis| MIDDLE + scale * (point[axis] - middle[axis]));
    }
}

/// The mean of all places on the strokes, each weighed by its length.
fn mass_middle(strokes: &[Vec<Point>]) -> Point {
    let mut total = 0.0;
    let mut sum = [0.0, 0.0];
    for pair in strokes.iter().flat_map(|stroke| stroke.windows(2)) {
        let [dx, dy] = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
        let length = (dx * dx + dy * dy).sqrt();
        total += length;
        for axis in [0, 1] {
            sum[axis] += length * (pair[0][axis] + pair[1][axis]) / 2.0;
        }
    }
    sum.map(|sum| sum / total)
}
