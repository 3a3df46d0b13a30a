//! Mean, spread and median.

use serde::{Deserialize, Serialize};

/// A double has no more to show.
pub(super) const MOST_DECIMALS: usize = 17;

/// Values of one quantity over seeds or draws, with their mean and spread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Each value.
    pub values: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their sample standard deviation, where there are two or more.
    pub spread: Option<f64>,
}

impl Sample {
    /// Summarises values; `None` where there are none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let values: Vec<f64> = values.into_iter().collect();
        let n = values.len();
        if n == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
        let spread = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
        Some(Self { values, mean, spread })
    }

    /// `97.53 ± 0.04`, or the mean alone; at most 17 decimals.
    pub fn text(&self, decimals: usize) -> String {
        let decimals = decimals.min(MOST_DECIMALS);
        let mean = format!("{:.decimals$}", self.mean);
        match self.spread {
            Some(spread) => format!("{mean} ± {spread:.decimals$}"),
            None => mean,
        }
    }
}

/// The least of all, if there is one.
pub(super) fn least(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    values.into_iter().min_by(f64::total_cmp)
}

/// The middle value; 0 of none.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match n {
        0 => 0.0,
        _ => (values[(n - 1) / 2] + values[n / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_that_of_a_sample() {
        let sample = Sample::of([1.0, 2.0, 4.0]).unwrap();
        assert!((sample.spread.unwrap() - (7.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(sample.text(2), "2.33 ± 1.53");
        assert_eq!(Sample::of([2.0]).unwrap().text(1), "2.0");
        assert_eq!(Sample::of([]), None);
    }

    #[test]
    fn the_median_halves() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
