//! The continuous Bernoulli: grey pixels with a density that integrates to one.

use tch::{Kind, Tensor};
use vae_base::{Random, Result};

use super::Bernoulli;
use super::observation::{ObservationModel, PixelDistribution};

/// The decoder's numbers are logits.
#[derive(Debug)]
pub(super) struct Model;

impl ObservationModel for Model {
    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
        Ok(Box::new(ContinuousBernoulli::new(output)))
    }
}

/// A batch of images of independent pixels on [0, 1] with density
/// p(x) = C(λ) λˣ (1 − λ)¹⁻ˣ, λ = sigmoid(ℓ), where C(λ) = 2 artanh(1 − 2λ) / (1 − 2λ)
/// (Loaiza-Ganem & Cunningham, 2019, equation 8). A Bernoulli's cross-entropy on grey pixels lacks
/// C and is no density.
///
/// ```
/// use tch::Tensor;
/// use vae_core::model::{ContinuousBernoulli, PixelDistribution};
///
/// let flat = ContinuousBernoulli::new(Tensor::from_slice(&[0.0]).view([1, 1]));
/// let x = Tensor::from_slice(&[0.3]).view([1, 1]);
/// assert!(flat.log_prob(&x)?.double_value(&[0]).abs() < 1e-12); // uniform: density 1
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ContinuousBernoulli {
    cross_entropy: Bernoulli,
}

/// Below this |ℓ|, series stand for quotients of two small numbers.
const SMALL: f64 = 0.05;

impl ContinuousBernoulli {
    /// From logits ℓ of shape `[B, D]`.
    pub fn new(logits: Tensor) -> Self {
        Self { cross_entropy: Bernoulli::new(logits) }
    }

    fn l(&self) -> &Tensor {
        &self.cross_entropy.logits
    }

    /// log C = log(ℓ / tanh(ℓ/2)) − log 1, since 1 − 2λ = −tanh(ℓ/2) and artanh of it −ℓ/2.
    fn log_constant(&self) -> Result<Tensor> {
        let l = self.l();
        let is_small = l.f_abs()?.f_lt(SMALL)?;
        let safe = l.f_masked_fill(&is_small, 1.0)?; // keeps the unused branch's gradient finite
        let exact = (&safe / (&safe * 0.5).tanh()).log();
        // ℓ / tanh(ℓ/2) = 2 (1 + ℓ²/12 − ℓ⁴/720 + …)
        let square = l.square();
        let series = (&square / 12.0 - square.square() / 720.0).log1p() + 2_f64.ln();
        Ok(series.f_where_self(&is_small, &exact)?)
    }
}

impl PixelDistribution for ContinuousBernoulli {
    /// E\[x\] = λ / (2λ − 1) + 1 / (2 artanh(1 − 2λ)) = ½ + ½ coth(ℓ/2) − 1/ℓ, and ½ at ℓ = 0:
    /// nearer to ½ than λ.
    fn mean(&self) -> Result<Tensor> {
        let l = self.l();
        let is_small = l.f_abs()?.f_lt(SMALL)?;
        let safe = l.f_masked_fill(&is_small, 1.0)?;
        let exact = (&safe * 0.5).tanh().reciprocal() * 0.5 + 0.5 - safe.reciprocal();
        // ½ coth(ℓ/2) − 1/ℓ = ℓ/12 − ℓ³/720 + …
        let series: Tensor = l / 12.0 - l.pow_tensor_scalar(3) / 720.0 + 0.5;
        Ok(series.f_where_self(&is_small, &exact)?)
    }

    /// log p(x|z) = Σᵢ log C(λᵢ) + xᵢ log λᵢ + (1 − xᵢ) log(1 − λᵢ), `[B]`, nats of a density: it
    /// may be above 0.
    fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        let constants = self.log_constant()?;
        let constants = constants.f_sum_dim_intlist(-1_i64, false, self.l().kind())?;
        Ok(self.cross_entropy.log_prob(x)? + constants)
    }

    /// Grey images, `[B, D]`, by the inverse of the distribution function:
    /// x = log(1 + u (e^ℓ − 1)) / ℓ.
    fn sample(&self, random: &mut Random) -> Result<Tensor> {
        let l = self.l().f_to_kind(Kind::Double)?;
        let u = random.uniform(&l.size())?.f_to_device(l.device())?.f_to_kind(Kind::Double)?;
        let is_small = l.f_abs()?.f_lt(1e-6)?;
        let size = l.f_abs()?.f_masked_fill(&is_small, 1.0)?;
        // For ℓ > 0, from the other end, so that nothing overflows: x = 1 + log(u + (1−u) e^−ℓ)/ℓ.
        let inner: Tensor = &u + (1.0 - &u) * (-&size).exp();
        let up: Tensor = inner.log() / &size + 1.0;
        let positive = l.f_gt(0.0)?;
        let x = up.f_where_self(&positive, &(1.0 - &up))?;
        let x = u.f_where_self(&is_small, &x)?;
        Ok(x.clamp(0.0, 1.0).f_to_kind(Kind::Float)?)
    }

    fn logits(&self) -> Option<&Tensor> {
        Some(self.l())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pixel(logit: f64) -> ContinuousBernoulli {
        ContinuousBernoulli::new(Tensor::from_slice(&[logit]).view([1, 1]))
    }

    fn density(p: &ContinuousBernoulli, x: f64) -> f64 {
        let x = Tensor::from_slice(&[x]).view([1, 1]);
        p.log_prob(&x).unwrap().double_value(&[0]).exp()
    }

    /// ∫ f over [0, 1] by Simpson's rule.
    fn integral(f: impl Fn(f64) -> f64) -> f64 {
        let n = 400;
        let weight = |i: usize| match i {
            0 => 1.0,
            i if i == n => 1.0,
            i if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let sum: f64 = (0..=n).map(|i| weight(i) * f(i as f64 / n as f64)).sum();
        sum / (3 * n) as f64
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_density_integrates_to_one_and_its_mean_is_the_mean(logit in -12.0..12.0_f64) {
            let p = pixel(logit);
            prop_assert!((integral(|x| density(&p, x)) - 1.0).abs() < 1e-6);
            let mean = p.mean().unwrap().double_value(&[0, 0]);
            prop_assert!((integral(|x| x * density(&p, x)) - mean).abs() < 1e-6);
        }
    }

    #[test]
    fn series_and_quotient_meet() {
        for p in [pixel(0.0), pixel(SMALL - 1e-9), pixel(-SMALL + 1e-9)] {
            let logit = p.l().double_value(&[0, 0]);
            let beyond = pixel(logit + 2e-9 * logit.signum());
            assert!((density(&p, 0.4) - density(&beyond, 0.4)).abs() < 1e-8);
            let mean = |p: &ContinuousBernoulli| p.mean().unwrap().double_value(&[0, 0]);
            assert!((mean(&p) - mean(&beyond)).abs() < 1e-8);
        }
    }

    #[test]
    fn samples_follow_the_mean() {
        let logits = Tensor::from_slice(&[-30.0_f32, -2.0, 0.0, 3.0, 200.0]).repeat([20_000, 1]);
        let p = ContinuousBernoulli::new(logits);
        let x = p.sample(&mut Random::new(3)).unwrap();
        let gap = x.mean_dim(0_i64, false, Kind::Float) - p.mean().unwrap().get(0);
        assert!(gap.abs().max().double_value(&[]) < 0.01);
    }
}
