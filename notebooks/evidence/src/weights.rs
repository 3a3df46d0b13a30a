//! Sums of weights of which only the logarithms fit a float.

use tch::{Device, Kind, Tensor};
use vae_core::{Error, Result};

use crate::Evidence;

/// log Σₖ wₖ and log Σₖ wₖ² over as many weights as were added, float64 on the CPU.
#[derive(Debug)]
pub(crate) struct WeightSums {
    /// `[B]`.
    log_sum: Tensor,
    /// `[B]`.
    log_sum_of_squares: Tensor,
    samples: i64,
}

impl WeightSums {
    /// Sums over nothing, for so many images.
    pub(crate) fn new(images: i64) -> Result<Self> {
        let zero = || Tensor::f_full([images], f64::NEG_INFINITY, (Kind::Double, Device::Cpu));
        Ok(Self { log_sum: zero()?, log_sum_of_squares: zero()?, samples: 0 })
    }

    /// Adds K weights of each image, log w `[K, B]`.
    pub(crate) fn add(&mut self, log_w: &Tensor) -> Result<()> {
        let log_w = log_w.f_to_device(Device::Cpu)?.f_to_kind(Kind::Double)?;
        let squares = &log_w * 2.0;
        self.log_sum = self.log_sum.f_logaddexp(&log_w.f_logsumexp(0, false)?)?;
        self.log_sum_of_squares =
            self.log_sum_of_squares.f_logaddexp(&squares.f_logsumexp(0, false)?)?;
        self.samples += log_w.size()[0];
        Ok(())
    }

    /// log of the mean weight, and how well it is known.
    pub(crate) fn evidence(self) -> Result<Evidence> {
        let is_missing = self.log_sum.f_isnan()?.f_any()?;
        if bool::try_from(is_missing)? {
            let remedy = "for some image: look for weights of the model that are not finite";
            return Err(Error::not_finite("log p(x)", f64::NAN, remedy));
        }
        let k = self.samples as f64;
        let effective = (&self.log_sum * 2.0 - self.log_sum_of_squares).f_exp()?;
        let effective = effective.f_nan_to_num(0.0, 0.0, 0.0)?; // where no weight is above 0
        Ok(Evidence {
            log_p: self.log_sum - k.ln(),
            standard_error: standard_error(&effective, k)?,
            effective_samples: effective,
            samples: self.samples,
        })
    }
}

/// By the delta method, Var(log ŵ) = Var(w) / (K E\[w\]²), with Var(w) estimated from the same K:
/// K/(K−1) (1/ESS − 1/K).
fn standard_error(effective: &Tensor, k: f64) -> Result<Tensor> {
    if k < 2.0 {
        return Ok(effective.f_full_like(f64::INFINITY)?);
    }
    let variance = (effective.f_reciprocal()? - 1.0 / k) * (k / (k - 1.0));
    Ok(variance.f_clamp_min(0.0)?.f_sqrt()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(weights: &[f64], shift: f64) -> Evidence {
        let log_w = (Tensor::from_slice(weights).log() + shift).view([-1, 1]);
        let mut sums = WeightSums::new(1).unwrap();
        for row in log_w.chunk(3, 0) {
            sums.add(&row).unwrap();
        }
        sums.evidence().unwrap()
    }

    #[test]
    fn sums_are_those_of_the_weights_however_small() {
        for shift in [0.0, -9_000.0, 9_000.0] {
            let e = of(&[1.0, 2.0, 3.0, 6.0, 8.0], shift);
            assert!((e.log_p.double_value(&[0]) - (4_f64.ln() + shift)).abs() < 1e-9);
            assert!((e.effective_samples.double_value(&[0]) - 400.0 / 114.0).abs() < 1e-6);
            // Var(w) = (9 + 4 + 1 + 4 + 16) / 4, and its root over √5 · 4.
            let error = (8.5_f64 / 5.0).sqrt() / 4.0;
            assert!((e.standard_error.double_value(&[0]) - error).abs() < 1e-6);
        }
    }

    #[test]
    fn what_cannot_be_known_is_not_claimed() {
        assert_eq!(of(&[2.0], 0.0).standard_error.double_value(&[0]), f64::INFINITY);
        let impossible = of(&[0.0, 0.0, 0.0], 0.0);
        assert_eq!(impossible.log_p.double_value(&[0]), f64::NEG_INFINITY);
        assert_eq!(impossible.effective_samples.double_value(&[0]), 0.0);
        assert_eq!(impossible.standard_error.double_value(&[0]), f64::INFINITY);
        let mut sums = WeightSums::new(2).unwrap();
        sums.add(&Tensor::from_slice(&[0.0, f64::NAN]).view([1, 2])).unwrap();
        assert_eq!(sums.evidence().unwrap_err().kind(), vae_core::ErrorKind::NotFinite);
    }
}
