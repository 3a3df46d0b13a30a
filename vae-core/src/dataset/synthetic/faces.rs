//! A face in front of a camera: an egg-shaped head that turns and nods, with hair, brows, eyes,
//! a nose and a mouth that smiles, pouts and opens.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::canvas::{Canvas, Point, curve};
use super::motion::Motion;

const HEIGHT: usize = 28;
const WIDTH: usize = 20;
/// The head's middle and half axes in pixels.
const MIDDLE: Point = [9.5, 14.0];
const RADII: Point = [8.6, 13.4];

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
            grain: ChaCha8Rng::seed_from_u64(seed),
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
    [
        (1.0 - square) / (1.0 + square),
        2.0 * half_tangent / (1.0 + square),
    ]
}

impl Head {
    fn new(pose: &Pose) -> Self {
        let [x, y] = MIDDLE;
        Self {
            middle: [x + 0.9 * pose.sway + 0.5 * pose.turn, y + 0.7 * pose.nod],
            turn: angle(0.26 * pose.turn),
            nod: angle(0.11 * pose.nod),
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
        let [u, v] = [
            (x - self.middle[0]) / RADII[0],
            (y - self.middle[1]) / RADII[1],
        ];
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
    fn marks(&self, pose: &Pose) -> Vec<(Canvas, f64)> {
        let blank = || Canvas::new(HEIGHT, WIDTH);
        let mut shadows = blank();
        let mut dark = blank();
        let mut bright = blank();
        for side in [-1.0, 1.0] {
            self.eye(side, pose, &mut shadows, &mut dark, &mut bright);
        }
        self.nose(&mut shadows);
        self.mouth(pose, &mut shadows, &mut dark, &mut bright);
        let mut hair = blank();
        self.skin(
            &mut hair,
            &[
                [-0.86, -0.36],
                [-0.72, -0.66],
                [-0.3, -0.86],
                [0.2, -0.88],
                [0.7, -0.68],
                [0.88, -0.36],
            ],
            2.2,
        );
        vec![(shadows, 0.22), (bright, -0.5), (dark, 0.62), (hair, 0.72)]
    }

    fn eye(
        &self,
        side: f64,
        pose: &Pose,
        shadows: &mut Canvas,
        dark: &mut Canvas,
        bright: &mut Canvas,
    ) {
        let at = |x: f64, y: f64| [side * x, y];
        let brow = -0.38 - 0.05 * pose.brows;
        self.skin(
            dark,
            &[
                at(0.18, brow + 0.03),
                at(0.38, brow - 0.03),
                at(0.58, brow + 0.05),
            ],
            0.35,
        );
        self.skin(
            shadows,
            &[at(0.2, -0.2), at(0.4, -0.24), at(0.56, -0.18)],
            1.3,
        );
        self.skin(bright, &[at(0.26, -0.16), at(0.5, -0.16)], 0.3);
        self.skin(dark, &[at(0.37, -0.18), at(0.39, -0.16)], 0.5);
    }

    fn nose(&self, shadows: &mut Canvas) {
        let bridge = self.project([0.06, -0.2], 1.02);
        let tip = self.project([0.05, 0.16], 1.22);
        let left = self.project([-0.15, 0.2], 1.06);
        let right = self.project([0.17, 0.2], 1.06);
        shadows.line(bridge, tip, 0.3, 1.5);
        shadows.line(left, tip, 0.5, 1.5);
        shadows.line(tip, right, 0.6, 1.5);
    }

    fn mouth(&self, pose: &Pose, shadows: &mut Canvas, dark: &mut Canvas, bright: &mut Canvas) {
        let smile = pose.smile;
        let open = (pose.open - 0.1).max(0.0);
        let wide = 0.30 + 0.09 * smile;
        let corner = 0.52 - 0.08 * smile;
        let lip = 0.53 + 0.02 * smile;
        let upper = [
            [-wide, corner],
            [-0.14, lip],
            [0.0, lip + 0.01],
            [0.14, lip],
            [wide, corner],
        ];
        let lower =
            upper.map(|[x, y]| [x * 0.9, y + 0.14 * open * (1.0 - (x / wide) * (x / wide))]);
        self.skin(dark, &upper, 0.4);
        self.skin(dark, &lower, 0.4);
        if smile > 0.2 {
            let teeth = [[-0.5 * wide, lip + 0.03], [0.5 * wide, lip + 0.03]];
            self.skin(bright, &teeth, 0.5 * smile);
        }
        self.skin(
            shadows,
            &[[-0.2, 0.66 + 0.1 * open], [0.2, 0.66 + 0.1 * open]],
            0.6,
        );
        for side in [-1.0, 1.0] {
            let fold = [[side * 0.24, 0.24], [side * (wide + 0.08), 0.4]];
            self.skin(shadows, &fold, 0.3 + 0.35 * smile.max(0.0));
        }
    }
}
