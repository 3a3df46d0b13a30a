//! N(μ, diag σ²), by its mean and the logarithm of its variance.

use std::f64::consts::PI;

use tch::{Kind, Tensor};
use vae_base::{Error, Random, Result};

use super::{Draw, LatentDistribution, PosteriorModel};
use crate::model::check::{check_columns, check_floating, check_like};

/// One head for each of its two numbers.
#[derive(Debug)]
pub(super) struct Model;

impl PosteriorModel for Model {
    fn heads(&self, latent: i64) -> Vec<(&'static str, i64)> {
        vec![("mu", latent), ("log_var", latent)]
    }

    fn is_gaussian(&self) -> bool {
        true
    }

    fn distribution(&self, heads: Vec<Tensor>) -> Result<Box<dyn LatentDistribution>> {
        let [mu, log_var] = <[Tensor; 2]>::try_from(heads)
            .map_err(|heads| Error::config("heads of a Gaussian", heads.len(), "it has two"))?;
        Ok(Box::new(DiagonalGaussian::new(mu, log_var)?))
    }
}

/// A batch of Gaussians with diagonal covariance: q(z|x) of thesis section 4.1.1.
///
/// The thesis writes σ² (and `z_var` in its listing) for what is here `log_var`, the
/// *logarithm* of the variance: the encoder's output may be any real number.
///
/// ```
/// use tch::Tensor;
/// use vae_core::DiagonalGaussian;
///
/// let row = |x: f64| Tensor::from_slice(&[x]).view([1, 1]);
/// let q = DiagonalGaussian::new(row(1.0), row(0.0))?; // N(1, 1)
/// assert_eq!(q.kl()?.double_value(&[0]), 0.5); // to N(0, 1), nats
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct DiagonalGaussian {
    /// Means μ, `[B, J]`.
    pub mu: Tensor,
    /// log σ², `[B, J]`.
    pub log_var: Tensor,
}

impl DiagonalGaussian {
    /// From means and log-variances of the same shape `[B, J]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where the two differ or are not matrices.
    pub fn new(mu: Tensor, log_var: Tensor) -> Result<Self> {
        let q = Self { mu, log_var };
        q.check()?;
        Ok(q)
    }

    /// As [`new`](Self::new) did: whoever has it may have changed its fields since.
    pub(crate) fn check(&self) -> Result<()> {
        let columns = self.mu.size().last().copied().unwrap_or(0);
        check_columns("a diagonal Gaussian's mean", &self.mu, columns)?;
        check_floating("a diagonal Gaussian's mean", &self.mu)?;
        check_like("a diagonal Gaussian's log_var", &self.log_var, &self.mu)
    }

    /// The prior p(z) = N(0, I) over `batch` codes of `latent` dimensions.
    pub fn standard(batch: i64, latent: i64) -> Result<Self> {
        let zeros = || Tensor::f_zeros([batch, latent], (Kind::Float, tch::Device::Cpu));
        Self::new(zeros()?, zeros()?)
    }

    /// σ = exp(½ log σ²), `[B, J]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where its fields are no longer alike, here and below.
    pub fn std(&self) -> Result<Tensor> {
        self.check()?;
        Ok(self.log_var.f_mul_scalar(0.5)?.f_exp()?)
    }

    /// The reparameterisation z = μ + σ ⊙ ε, `[B, J]` (thesis section 3.3.3): z depends on
    /// μ and σ differentiably, and the randomness comes from outside.
    pub fn reparameterise(&self, eps: &Tensor) -> Result<Tensor> {
        check_like("reparameterise (eps)", eps, &self.mu)?;
        Ok(self.mu.f_add(&self.std()?.f_mul(eps)?)?)
    }

    /// One z per row, `[B, J]`, drawn by [`reparameterise`](Self::reparameterise).
    pub fn sample(&self, random: &mut Random) -> Result<Tensor> {
        self.check()?;
        let eps = random.standard_normal(&self.mu.size())?;
        self.reparameterise(&eps.f_to_kind(self.mu.kind())?.f_to_device(self.mu.device())?)
    }

    /// log q(z) = −½ Σⱼ (log 2π + log σⱼ² + (zⱼ − μⱼ)² / σⱼ²), `[B]`, nats.
    pub fn log_prob(&self, z: &Tensor) -> Result<Tensor> {
        self.check()?;
        check_like("a Gaussian's log_prob", z, &self.mu)?;
        let squared = z.f_sub(&self.mu)?.f_square()?.f_div(&self.log_var.f_exp()?)?;
        let terms = squared.f_add(&self.log_var)?.f_add_scalar((2.0 * PI).ln())?;
        Ok(sum_columns(&terms)? * -0.5)
    }

    /// KL(q ‖ N(0, I)) = −½ Σⱼ (1 + log σⱼ² − μⱼ² − σⱼ²), `[B]`, nats
    /// (thesis section 4.4, read with `log_var` for its σ²; Kingma & Welling, appendix B).
    pub fn kl(&self) -> Result<Tensor> {
        sum_columns(&self.kl_by_dimension()?)
    }

    /// −½ (1 + log σⱼ² − μⱼ² − σⱼ²) of each dimension, `[B, J]`, nats: the terms of
    /// [`kl`](Self::kl).
    pub fn kl_by_dimension(&self) -> Result<Tensor> {
        self.check()?;
        let terms = self.log_var.f_add_scalar(1.0)?.f_sub(&self.mu.f_square()?)?;
        Ok(terms.f_sub(&self.log_var.f_exp()?)?.f_mul_scalar(-0.5)?)
    }

    /// KL(q ‖ p) against any other diagonal Gaussian p of the same shape, `[B]`, nats.
    pub fn kl_to(&self, p: &Self) -> Result<Tensor> {
        self.check()?;
        p.check()?;
        check_like("KL between Gaussians", &p.mu, &self.mu)?;
        let ratio = self.log_var.f_sub(&p.log_var)?;
        let distance = self.mu.f_sub(&p.mu)?.f_square()?.f_div(&p.log_var.f_exp()?)?;
        let terms = ratio.f_exp()?.f_add(&distance)?.f_sub_scalar(1.0)?.f_sub(&ratio)?;
        Ok(sum_columns(&terms)? * 0.5)
    }
}

impl LatentDistribution for DiagonalGaussian {
    /// z = μ + σ ⊙ ε.
    fn draw(&self, eps: &Tensor) -> Result<Draw> {
        let z = self.reparameterise(eps)?;
        let log_q = self.log_prob(&z)?;
        Ok(Draw { z, log_q })
    }

    fn kl(&self) -> Result<Option<Tensor>> {
        self.kl().map(Some)
    }

    fn centre(&self) -> Result<Tensor> {
        Ok(self.mu.shallow_clone())
    }

    fn as_gaussian(&self) -> Option<&DiagonalGaussian> {
        Some(self)
    }
}

fn sum_columns(terms: &Tensor) -> Result<Tensor> {
    Ok(terms.f_sum_dim_intlist(1_i64, false, terms.f_kind()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(numbers: &[f64]) -> Tensor {
        Tensor::from_slice(numbers).reshape([1, -1])
    }

    fn value(t: &Tensor) -> f64 {
        t.double_value(&[0])
    }

    fn gaussian(numbers: &[(f64, f64)]) -> DiagonalGaussian {
        let (mu, log_var): (Vec<f64>, Vec<f64>) = numbers.iter().copied().unzip();
        DiagonalGaussian::new(row(&mu), row(&log_var)).unwrap()
    }

    #[test]
    fn density_of_the_standard_normal_at_its_mode() {
        let q = DiagonalGaussian::standard(1, 3).unwrap();
        let z = Tensor::zeros([1, 3], (Kind::Float, tch::Device::Cpu));
        assert!((value(&q.log_prob(&z).unwrap()) + 1.5 * (2.0 * PI).ln()).abs() < 1e-6);
    }

    #[test]
    fn closed_form_kl_agrees_with_monte_carlo() {
        let n = 200_000;
        let one = gaussian(&[(0.7, -0.5), (-1.2, 0.8)]);
        let q = DiagonalGaussian::new(one.mu.repeat([n, 1]), one.log_var.repeat([n, 1])).unwrap();
        let z = q.sample(&mut Random::new(0)).unwrap();
        let p = DiagonalGaussian::new(q.mu.zeros_like(), q.mu.zeros_like()).unwrap();
        let log_ratio = q.log_prob(&z).unwrap() - p.log_prob(&z).unwrap();
        let standard_error = log_ratio.std(true).double_value(&[]) / (n as f64).sqrt();
        let estimate = log_ratio.mean(Kind::Double).double_value(&[]);
        assert!((estimate - value(&one.kl().unwrap())).abs() < 4.0 * standard_error);
    }

    #[test]
    fn shapes_that_differ_are_named() {
        let error = DiagonalGaussian::new(row(&[0.0, 1.0]), row(&[0.0])).unwrap_err();
        assert!(error.to_string().contains("[1, 2]"), "{error}");
    }

    proptest! {
        #[test]
        fn kl_is_never_negative_and_zero_only_at_the_prior(
            numbers in prop::collection::vec((-5.0..5.0_f64, -8.0..4.0_f64), 1..8),
        ) {
            let kl = value(&gaussian(&numbers).kl().unwrap());
            let distance: f64 = numbers.iter().map(|(m, v)| m.abs() + v.abs()).sum();
            prop_assert!(kl >= 0.0);
            prop_assert!(distance < 1e-3 || kl > 0.0);
        }

        #[test]
        fn kl_to_the_standard_prior_is_kl(
            numbers in prop::collection::vec((-5.0..5.0_f64, -8.0..4.0_f64), 1..8),
        ) {
            let q = gaussian(&numbers);
            let p = gaussian(&vec![(0.0, 0.0); numbers.len()]);
            prop_assert!((value(&q.kl().unwrap()) - value(&q.kl_to(&p).unwrap())).abs() < 1e-9);
            prop_assert!(value(&q.kl_to(&q).unwrap()).abs() < 1e-12);
        }
    }
}
