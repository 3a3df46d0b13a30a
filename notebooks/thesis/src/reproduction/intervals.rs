//! 95% intervals by Student's t, for few values.

use super::Sample;
use super::statistics::MOST_DECIMALS;

/// An estimate and half the width of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The middle.
    pub estimate: f64,
    /// From the middle to either end.
    pub half: f64,
}

impl Interval {
    /// Whether a value lies inside.
    pub fn holds(self, value: f64) -> bool {
        (value - self.estimate).abs() <= self.half
    }

    /// Whether all of it lies above 0.
    pub fn is_positive(self) -> bool {
        self.estimate > self.half
    }

    /// `0.61 ± 0.42 (95%)`; at most 17 decimals.
    pub fn text(self, decimals: usize) -> String {
        let decimals = decimals.min(MOST_DECIMALS);
        format!("{:.decimals$} ± {:.decimals$} (95%)", self.estimate, self.half)
    }
}

impl Sample {
    /// Where one further run of the same kind falls in 95 of 100 cases: the mean ± t s √(1 + 1/n).
    /// With three runs that is 4.97 sample deviations; one run says nothing.
    pub fn further_run(&self) -> Option<Interval> {
        let (n, spread) = (self.values.len(), self.spread?);
        let half = t(n as f64 - 1.0) * spread * (1.0 + 1.0 / n as f64).sqrt();
        Some(Interval { estimate: self.mean, half })
    }

    /// Where the mean of ever more such values lies: the mean ± t s / √n. For paired differences,
    /// give the differences.
    pub fn mean_interval(&self) -> Option<Interval> {
        let (n, spread) = (self.values.len() as f64, self.spread?);
        Some(Interval { estimate: self.mean, half: t(n - 1.0) * spread / n.sqrt() })
    }

    /// How far this mean lies above another, for two independent samples (Welch).
    pub fn above(&self, other: &Self) -> Option<Interval> {
        let part = |sample: &Self| {
            let n = sample.values.len() as f64;
            Some((sample.spread?.powi(2) / n, n - 1.0))
        };
        let ((a, of_a), (b, of_b)) = (part(self)?, part(other)?);
        let freedom = (a + b).powi(2) / (a * a / of_a + b * b / of_b);
        let freedom = if freedom.is_finite() { freedom } else { of_a.min(of_b) };
        let half = t(freedom) * (a + b).sqrt();
        Some(Interval { estimate: self.mean - other.mean, half })
    }
}

/// The mean of paired differences, one row a seed and one column a draw that all seeds share.
///
/// Both seeds and draws are luck, so both variances count: s²(seeds)/S + s²(draws)/D, with the
/// fewer of the two for the degrees of freedom. That is a little wider than it need be, for the
/// part of the noise that belongs to neither is counted twice.
pub fn paired(differences: &[Vec<f64>]) -> Option<Interval> {
    let draws = differences.iter().map(Vec::len).min()?;
    let by_seed = Sample::of(differences.iter().map(|row| mean(row)))?;
    let column = |d: usize| mean(&differences.iter().map(|row| row[d]).collect::<Vec<f64>>());
    let by_draw = Sample::of((0..draws).map(column))?;
    let part = |s: &Sample| Some(s.spread?.powi(2) / s.values.len() as f64);
    let fewer = by_seed.values.len().min(draws) as f64;
    let half = t(fewer - 1.0) * (part(&by_seed)? + part(&by_draw)?).sqrt();
    Some(Interval { estimate: by_seed.mean, half })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Student's t at 97.5% for 1 to 10 degrees of freedom.
const T: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/// Student's t at 97.5%, with fractional degrees of freedom rounded down; above ten by an
/// expansion around the normal quantile that is right to three decimals.
fn t(freedom: f64) -> f64 {
    let z: f64 = 1.959964;
    match freedom.floor() {
        v if v < 1.0 => f64::INFINITY,
        v if v <= 10.0 => T[v as usize - 1],
        v => {
            z + (z.powi(3) + z) / (4.0 * v)
                + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * v * v)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::Random;

    fn normals(n: usize, seed: u64) -> Vec<f64> {
        let draws = Random::new(seed).standard_normal(&[n as i64]).unwrap();
        Vec::<f32>::try_from(draws).unwrap().into_iter().map(f64::from).collect()
    }

    /// The share of repeated experiments in which a rule holds.
    fn share(rule: impl Fn(&[f64]) -> bool) -> f64 {
        let draws = normals(80_000, 1);
        let found = draws.chunks(8).filter(|values| rule(values)).count();
        found as f64 / 10_000.0
    }

    #[test]
    fn of_three_seeds_twice_the_spread_covers_77_of_100_and_the_interval_95() {
        let twice = |x: &[f64]| {
            let seeds = Sample::of(x[..3].iter().copied()).unwrap();
            (x[3] - seeds.mean).abs() <= 2.0 * seeds.spread.unwrap()
        };
        let interval = |x: &[f64]| {
            let seeds = Sample::of(x[..3].iter().copied()).unwrap();
            seeds.further_run().unwrap().holds(x[3])
        };
        assert!((share(twice) - 0.77).abs() < 0.02, "{}", share(twice));
        assert!((share(interval) - 0.95).abs() < 0.01, "{}", share(interval));
    }

    #[test]
    fn the_interval_of_a_mean_covers_95() {
        let rule = |x: &[f64]| {
            let five = Sample::of(x[..5].iter().map(|x| 2.0 * x + 3.0)).unwrap();
            five.mean_interval().unwrap().holds(3.0)
        };
        assert!((share(rule) - 0.95).abs() < 0.01, "{}", share(rule));
    }

    #[test]
    fn the_interval_of_a_difference_covers_95() {
        let rule = |x: &[f64]| {
            let a = Sample::of(x[..3].iter().copied()).unwrap();
            let b = Sample::of(x[3..8].iter().map(|x| 3.0 * x + 7.0)).unwrap();
            b.above(&a).unwrap().holds(7.0)
        };
        assert!((share(rule) - 0.95).abs() < 0.015, "{}", share(rule));
    }

    #[test]
    fn paired_differences_lose_the_shared_noise_and_keep_95() {
        let rule = |x: &[f64]| {
            // Three seeds and five draws: what a draw adds to all seeds, what a seed adds.
            let row = |s: usize| (0..5).map(|d| 1.0 + x[s] + 0.5 * x[3 + d]).collect();
            paired(&(0..3).map(row).collect::<Vec<Vec<f64>>>()).unwrap().holds(1.0)
        };
        assert!(share(rule) >= 0.95, "{}", share(rule));
    }

    #[test]
    fn one_run_has_no_interval() {
        assert_eq!(Sample::of([1.0]).unwrap().further_run(), None);
        assert!((t(2.0) - 4.303).abs() < 1e-9 && (t(30.0) - 2.042).abs() < 1e-3);
        assert!((t(2.0) * (4.0_f64 / 3.0).sqrt() - 4.97).abs() < 0.01);
    }
}
