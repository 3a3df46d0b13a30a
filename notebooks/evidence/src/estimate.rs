//! An estimate of log p(x) that says how good it is.

use std::fmt;

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};
use vae_core::{Error, Result};

/// log p̂(x) = log 1/K Σₖ wₖ of B images, where p(x) = E\[w\] (Burda, Grosse & Salakhutdinov,
/// 2016, equation 8), and what tells a good estimate from a bad one. All float64 on the CPU.
///
/// ```
/// use vae_core::{Random, Vae, VaeConfig};
/// use vae_evidence::importance_sampling;
///
/// let vae = Vae::new(VaeConfig::default(), 0)?;
/// let x = Random::new(1).uniform(&[3, 784])?;
/// let evidence = importance_sampling(&vae, &x, 100, &mut Random::new(2))?; // K = 100
/// assert_eq!(evidence.log_p.size(), [3]);
/// println!("{}", evidence.mean()?); // -560.16 ± 1.50 nats, ± 0.21 by the estimate alone
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Evidence {
    /// log p̂(x), `[B]`, nats; on average at most log p(x).
    pub log_p: Tensor,
    /// The standard error of `log_p` by the delta method, `[B]`, nats:
    /// √(K/(K−1) (1/ESS − 1/K)). Infinite for a single sample. It never exceeds 1 however wrong
    /// the estimate is, so read it together with `effective_samples`.
    pub standard_error: Tensor,
    /// ESS = (Σw)² / Σw², `[B]`, from 1 to K: how many equal weights would be as good (Kong, Liu &
    /// Wong, 1994).
    pub effective_samples: Tensor,
    /// K, the samples or chains of each image.
    pub samples: i64,
}

/// The mean of log p̂(x) over images, nats.
///
/// `-86.10 ± 0.25 nats, ± 0.01 by the estimate alone`
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanEvidence {
    /// The mean of log p̂(x), nats per image.
    pub log_p: f64,
    /// Its standard error as the mean of all images like these, nats: of the spread over images,
    /// which holds the estimates' own errors too, and never less than these.
    pub standard_error: f64,
    /// Its standard error as the mean of exactly these images, nats: of the estimates alone.
    pub estimate_error: f64,
    /// How many images.
    pub images: usize,
}

impl Evidence {
    /// Fewer effective samples than this say little of the error.
    const FEW: f64 = 10.0;

    /// The mean over images.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where there are no images.
    pub fn mean(&self) -> Result<MeanEvidence> {
        let n = self.images() as f64;
        if n == 0.0 {
            return Err(Error::config("images", 0, "there is no mean of none"));
        }
        let sum = |t: &Tensor| -> Result<f64> { Ok(t.f_sum(Kind::Double)?.f_double_value(&[])?) };
        let mean = sum(&self.log_p)? / n;
        let of_estimates = sum(&self.standard_error.f_square()?)? / (n * n);
        let squares = sum(&(&self.log_p - mean).f_square()?)?;
        let of_images = if n > 1.0 { squares / (n - 1.0) / n } else { 0.0 };
        Ok(MeanEvidence {
            log_p: mean,
            standard_error: of_images.max(of_estimates).sqrt(),
            estimate_error: of_estimates.sqrt(),
            images: self.images(),
        })
    }

    /// How many images there are, B.
    pub fn images(&self) -> usize {
        self.log_p.numel()
    }

    /// For how many images the estimate and its error are not to be trusted: those of fewer
    /// effective samples than [`fewest_to_trust`](Self::fewest_to_trust).
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn unreliable(&self) -> Result<usize> {
        self.with_fewer_than(self.fewest_to_trust())
    }

    /// The fewest effective samples of an estimate to trust: 10, or one in a hundred where these
    /// are more.
    pub fn fewest_to_trust(&self) -> f64 {
        Self::FEW.max(self.samples as f64 / 100.0)
    }

    /// For how many images there are fewer effective samples than that.
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn with_fewer_than(&self, effective: f64) -> Result<usize> {
        let few = self.effective_samples.f_lt(effective)?;
        Ok(few.f_sum(Kind::Int64)?.f_int64_value(&[])? as usize)
    }

    /// The images of several estimates one after the other.
    pub(crate) fn joined(parts: &[Self], samples: i64) -> Result<Self> {
        let join = |part: fn(&Self) -> &Tensor| -> Result<Tensor> {
            let parts: Vec<&Tensor> = parts.iter().map(part).collect();
            match parts.is_empty() {
                true => Ok(Tensor::f_zeros([0], (Kind::Double, tch::Device::Cpu))?),
                false => Ok(Tensor::f_cat(&parts, 0)?),
            }
        };
        Ok(Self {
            log_p: join(|e| &e.log_p)?,
            standard_error: join(|e| &e.standard_error)?,
            effective_samples: join(|e| &e.effective_samples)?,
            samples,
        })
    }
}

impl fmt::Display for MeanEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { log_p, standard_error, estimate_error, .. } = self;
        write!(
            f,
            "{log_p:.2} ± {standard_error:.2} nats, ± {estimate_error:.2} by the estimate alone"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(log_p: &[f64], error: f64, effective: &[f64]) -> Evidence {
        let log_p = Tensor::from_slice(log_p);
        Evidence {
            standard_error: log_p.full_like(error),
            log_p,
            effective_samples: Tensor::from_slice(effective),
            samples: 5_000,
        }
    }

    #[test]
    fn the_mean_has_the_larger_of_its_two_errors() {
        let e = evidence(&[-1.0, -2.0, -3.0], 0.3, &[100.0; 3]).mean().unwrap();
        assert_eq!((e.log_p, e.images), (-2.0, 3));
        assert!((e.standard_error - (1.0 / 3_f64).sqrt()).abs() < 1e-12);
        assert!((e.estimate_error - 0.3 / 3_f64.sqrt()).abs() < 1e-12);
        let one = evidence(&[-1.0], 0.3, &[100.0]).mean().unwrap();
        assert!((one.standard_error - 0.3).abs() < 1e-12);
        assert_eq!(one.to_string(), "-1.00 ± 0.30 nats, ± 0.30 by the estimate alone");
        assert!(evidence(&[], 0.3, &[]).mean().is_err());
    }

    #[test]
    fn bad_estimates_are_counted() {
        let e = evidence(&[-1.0; 4], 0.3, &[3.0, 11.0, 49.0, 51.0]);
        assert_eq!(e.unreliable().unwrap(), 3); // one in a hundred of 5,000
        assert_eq!(e.with_fewer_than(10.0).unwrap(), 1);
    }
}
