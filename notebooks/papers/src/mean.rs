//! A mean, and how well it is known.

use serde::Serialize;

/// The 97.5% quantiles of Student's t with 1, 2, … degrees of freedom; 1.96 of many more.
const T: [f64; 9] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/// The mean of values, and half of its 95% interval where there are two or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Mean {
    pub(crate) mean: f64,
    pub(crate) half: Option<f64>,
    pub(crate) n: usize,
}

impl Mean {
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
        let half = (n > 1).then(|| {
            let t = T.get(n - 2).copied().unwrap_or(1.96);
            t * (squares / (n - 1) as f64 / n as f64).sqrt()
        });
        Some(Self { mean, half, n })
    }

    /// Whether all of the interval lies above a value.
    pub(crate) fn is_above(self, value: f64) -> bool {
        self.half.is_some_and(|half| self.mean - half > value)
    }

    /// Whether all of it lies below a value.
    pub(crate) fn is_below(self, value: f64) -> bool {
        self.half.is_some_and(|half| self.mean + half < value)
    }

    pub(crate) fn text(self) -> String {
        match self.half {
            Some(half) => format!("{:.2} ± {half:.2}", self.mean),
            None => format!("{:.2}", self.mean),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_students() {
        let mean = Mean::of(&[2.0, 3.0, 4.0]).unwrap(); // 3 ± 4.303 · 1 / √3
        assert_eq!((mean.text().as_str(), mean.n), ("3.00 ± 2.48", 3));
        assert!(mean.is_above(0.5) && !mean.is_above(0.6));
        assert!(mean.is_below(5.5) && !mean.is_below(5.4));
        assert!(Mean::of(&[]).is_none() && !Mean::of(&[9.0]).unwrap().is_above(0.0));
    }
}
