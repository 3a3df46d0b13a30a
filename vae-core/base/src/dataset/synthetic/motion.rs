//! A number that wanders smoothly, frame by frame.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::canvas::spline;
use crate::random::drawing;

/// Wanders between random values in [-1, 1], a new one each `period` frames.
pub(super) struct Motion {
    random: ChaCha8Rng,
    period: usize,
    frame: usize,
    values: [f64; 4],
}

impl Motion {
    /// A motion of its own for each seed and stream.
    pub(super) fn new(seed: u64, stream: u64, period: usize) -> Self {
        let mut random = drawing(seed, stream);
        let values = std::array::from_fn(|_| value(&mut random));
        Self { random, period, frame: 0, values }
    }

    /// The value at the next frame.
    pub(super) fn step(&mut self) -> f64 {
        if self.frame == self.period {
            let [_, b, c, d] = self.values;
            self.values = [b, c, d, value(&mut self.random)];
            self.frame = 0;
        }
        let t = self.frame as f64 / self.period as f64;
        self.frame += 1;
        spline(self.values, t).clamp(-1.0, 1.0)
    }
}

fn value(random: &mut ChaCha8Rng) -> f64 {
    2.0 * random.random::<f64>() - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_in_small_steps_within_its_range() {
        let mut motion = Motion::new(3, 1, 20);
        let values: Vec<f64> = (0..1000).map(|_| motion.step()).collect();
        assert!(values.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.3));
        let low = values.iter().copied().fold(1.0, f64::min);
        let high = values.iter().copied().fold(-1.0, f64::max);
        assert!((-1.0..-0.7).contains(&low) && (0.7..=1.0).contains(&high));
    }
}
