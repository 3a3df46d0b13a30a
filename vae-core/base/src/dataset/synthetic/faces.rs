//! A face in front of a camera: an egg-shaped head that turns and nods, with hair, brows, eyes,
//! a nose and a mouth that smiles, pouts and opens.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::canvas::{Canvas, Point, curve};
use super::motion::Motion;
use crate::random::drawing;

const HEIGHT: usize = 28;
const WIDTH: usize = 20;
/// The head's middle and half axes in pixels.
const MIDDLE: Point = [9.5, 14.0];
const RADII: Point = [9.4, 14.8];
/// The hair's lower edge, as seen from the front in half axes.
const HAIRLINE: &[Point] = &[
    [-0.93, -0.2],
    [-0.86, -0.5],
    [-0.62, -0.74],
    [-0.2, -0.84],
    [0.25, -0.84],
    [0.64, -0.72],
    [0.86, -0.5],
    [0.93, -0.2],
];

/// A film of one face.
pub(super) struct Film {
    turn: Motion,
    nod: Motion,
    sway: Motion,
    smile: Motion,
    open: Motion,
    brows: Motion,
    grain: ChaCha8Rng,
}

/// What the face does in one frame; each number is in [-1, 1].
struct Pose {
    turn: f64,
    nod: f64,
    sway: f64,
    smile: f64,
    open: f64,
    brows: f64,
}

impl Film {
    /// Another film for another seed.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            turn: Motion::new(seed, 1, 41),
            nod: Motion::new(seed, 2, 53),
            sway: Motion::new(seed, 3, 67),
            smile: Motion::new(seed, 4, 23),
            open: Motion::new(seed, 5, 17),
            brows: Motion::new(seed, 6, 31),
            grain: drawing(seed, 0),
        }
    }

    /// Draws the next frame.
    pub(super) fn draw(&mut self, image: &mut [u8]) {
        let pose = Pose {
            turn: self.turn.step(),
            nod: self.nod.step(),
            sway: self.sway.step(),
            smile: self.smile.step(),
            open: self.open.step(),
            brows: self.brows.step(),
        };
        let light = Head::new(&pose).render(&pose);
        for (pixel, light) in image.iter_mut().zip(light) {
            let grain = 6.0 * (self.grain.random::<f64>() - 0.5);
            *pixel = (255.0 * light + grain + 0.5).clamp(0.0, 255.0) as u8;
        }
    }
}

/// A head in space: where its middle is, and how it is turned.
struct Head {
    middle: Point,
    /// Cosine and sine of the turn to the side and of the nod.
    turn: Point,
    nod: Point,
}

/// Cosine and sine of a small angle, from the tangent of its half.
fn angle(half_tangent: f64) -> Point {
    let square = half_tangent * half_tangent;
    [(1.0 - square) / (1.0 + square), 2.0 * half_tangent / (1.0 + square)]
}

impl Head {
    fn new(pose: &Pose) -> Self {
        let [x, y] = MIDDLE;
        Self {
            middle: [x + 0.9 * pose.sway + 0.5 * pose.turn, y + 0.7 * pose.nod],
            turn: angle(0.17 * pose.turn),
            nod: angle(0.07 * pose.nod),
        }
    }

    /// Where in the image a place of the face shows; `x` and `y` as seen from the front, in half
    /// axes, `out` times as far from the middle as the skin.
    fn project(&self, [x, y]: Point, out: f64) -> Point {
        let z = (1.0 - x * x - y * y).max(0.0).sqrt();
        let [x, y, z] = [out * x, out * y, out * z];
        let [cos, sin] = self.turn;
        let (x, z) = (cos * x + sin * z, cos * z - sin * x);
        let [cos, sin] = self.nod;
        let y = cos * y + sin * z;
        [self.middle[0] + RADII[0] * x, self.middle[1] + RADII[1] * y]
    }

    fn skin(&self, canvas: &mut Canvas, points: &[Point], radius: f64) {
        let points: Vec<Point> = points.iter().map(|&p| self.project(p, 1.0)).collect();
        for pair in curve(&points, 4).windows(2) {
            canvas.line(pair[0], pair[1], radius, 1.5);
        }
    }

    /// Brightness in [0, 1], row after row.
    fn render(&self, pose: &Pose) -> Vec<f64> {
        let marks = self.marks(pose);
        let mut light = Vec::with_capacity(HEIGHT * WIDTH);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                light.push(self.shade([x as f64, y as f64]));
            }
        }
        for (canvas, strength) in &marks {
            for (light, covered) in light.iter_mut().zip(canvas.coverage()) {
                *light = (*light * (1.0 - strength.abs() * covered)).clamp(0.0, 1.0);
                if *strength < 0.0 {
                    *light += 0.85 * strength.abs() * covered;
                }
            }
        }
        light
    }

    /// The head without its features, before a dim wall.
    fn shade(&self, [x, y]: Point) -> f64 {
        let wall = 0.30 + 0.10 * y / HEIGHT as f64;
        let [u, v] = [(x - self.middle[0]) / RADII[0], (y - self.middle[1]) / RADII[1]];
        // The jaw is narrower than the brow.
        let u = u * (1.0 + 0.22 * v.max(0.0) * v.max(0.0));
        let square = u * u + v * v;
        let inside = ((1.0 - square.sqrt()) * 7.0 + 0.5).clamp(0.0, 1.0);
        let depth = (1.0 - square).max(0.0).sqrt();
        let lit = (-0.35 * u - 0.25 * v + 0.9 * depth).clamp(0.0, 1.0);
        let skin = 0.36 + 0.46 * lit;
        wall + inside * (skin - wall)
    }

    /// What is drawn upon the skin: coverage, and how much it darkens (or brightens, below 0).
    fn marks(&self, pose: &Pose) -> [(Canvas, f64); 4] {
        let [mut soft, mut bright, mut dark, mut hair] =
            std::array::from_fn(|_| Canvas::new(HEIGHT, WIDTH));
        for side in [-1.0, 1.0] {
            let [at_brow, at_eye] = [-0.36 - 0.05 * pose.brows, -0.17];
            let eye = |x: f64, y: f64| [side * x, at_eye + y];
            let brow = |x: f64, y: f64| [side * x, at_brow + y];
            self.skin(&mut dark, &[brow(0.16, 0.02), brow(0.36, -0.03), brow(0.6, 0.04)], 0.5);
            self.skin(&mut soft, &[eye(0.18, -0.02), eye(0.38, -0.06), eye(0.56, 0.0)], 1.3);
            self.skin(&mut bright, &[eye(0.24, 0.01), eye(0.5, 0.01)], 0.3);
            self.skin(&mut dark, &[eye(0.36, -0.01), eye(0.38, 0.01)], 0.55);
            self.cheek(side, pose, &mut soft);
        }
        self.nose(&mut soft, &mut dark);
        self.mouth(pose, &mut soft, &mut dark, &mut bright);
        self.skin(&mut hair, HAIRLINE, 2.6);
        [(soft, 0.25), (bright, -0.45), (dark, 0.6), (hair, 0.75)]
    }

    /// The fold from the nose to the corner of the mouth, deeper in a smile.
    fn cheek(&self, side: f64, pose: &Pose, soft: &mut Canvas) {
        let corner = 0.44 + 0.09 * pose.smile;
        let fold = [[side * 0.24, 0.22], [side * corner, 0.42]];
        if pose.smile > 0.0 {
            self.skin(soft, &fold, 0.6 * pose.smile);
        }
    }

    fn nose(&self, soft: &mut Canvas, dark: &mut Canvas) {
        let [bridge, tip] = [self.project([0.1, -0.15], 1.02), self.project([0.1, 0.14], 1.15)];
        soft.line(bridge, tip, 0.25, 1.5);
        for side in [-1.0, 1.0] {
            let nostril = self.project([side * 0.13, 0.2], 1.12);
            dark.line(nostril, [nostril[0] + 0.3 * side, nostril[1]], 0.25, 1.3);
        }
    }

    fn mouth(&self, pose: &Pose, soft: &mut Canvas, dark: &mut Canvas, bright: &mut Canvas) {
        let smile = pose.smile;
        let open = (pose.open - 0.1).max(0.0);
        let wide = 0.32 + 0.1 * smile;
        let [corner, lip] = [0.5 - 0.09 * smile, 0.5 + 0.03 * smile];
        let upper = [-1.0, -0.5, 0.0, 0.5, 1.0].map(|x| {
            let bow = 1.0 - x * x;
            [wide * x, corner + (lip - corner) * bow]
        });
        let lower = upper.map(|[x, y]| {
            let bow = 1.0 - (x / wide) * (x / wide);
            [0.9 * x, y + (0.03 + 0.15 * open) * bow]
        });
        self.skin(dark, &upper, 0.45);
        self.skin(dark, &lower, 0.45);
        if smile > 0.2 {
            let teeth = [[-0.5 * wide, lip + 0.02], [0.5 * wide, lip + 0.02]];
            self.skin(bright, &teeth, 0.7 * smile);
        }
        let chin = 0.66 + 0.12 * open;
        self.skin(soft, &[[-0.2, chin], [0.2, chin]], 0.6);
    }
}
