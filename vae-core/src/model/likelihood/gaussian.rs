//! Independent Gaussian pixels: squared error, and what its unit is.

use std::f64::consts::PI;

use tch::{Device, Kind, Tensor};
use vae_base::{Error, Random, Result};

use super::observation::{ObservationModel, PixelDistribution};
use crate::model::check::{check_columns, check_floating, check_like};
use crate::model::parameters::Named;

/// The least and the largest log σ that is learned: from a grey level to the whole range.
const LOG_SIGMA: (f64, f64) = (-5.6, 0.0);

/// The decoder's numbers are the logits of the means, then, where it tells them, those of the
/// standard deviations' place within their bounds.
#[derive(Debug)]
pub(super) struct Model(Deviation);

#[derive(Debug)]
enum Deviation {
    /// log σ.
    Fixed(f64),
    /// The place of log σ within its bounds, `[1]`.
    Learned(Tensor),
    PerPixel,
}

impl Model {
    pub(super) fn fixed(sigma: f64) -> Result<Self> {
        if !(1e-3..=1e3).contains(&sigma) {
            return Err(Error::config("sigma", sigma, "choose a number from 0.001 to 1000"));
        }
        Ok(Self(Deviation::Fixed(sigma.ln())))
    }

    pub(super) fn learned() -> Result<Self> {
        let place = Tensor::f_zeros([1], (Kind::Float, Device::Cpu))?;
        Ok(Self(Deviation::Learned(place.f_set_requires_grad(true)?)))
    }

    pub(super) fn per_pixel() -> Self {
        Self(Deviation::PerPixel)
    }
}

impl ObservationModel for Model {
    fn outputs(&self) -> i64 {
        match self.0 {
            Deviation::PerPixel => 2,
            _ => 1,
        }
    }

    fn parameters(&self) -> Named<'_> {
        match &self.0 {
            Deviation::Learned(place) => vec![("log_sigma".into(), place)],
            _ => vec![],
        }
    }

    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
        let columns = output.size().last().copied().unwrap_or(0);
        check_columns("Gaussian pixels", &output, columns / self.outputs() * self.outputs())?;
        check_floating("Gaussian pixels", &output)?;
        let (logits, log_sigma) = match &self.0 {
            Deviation::Fixed(log_sigma) => {
                let log_sigma = output.f_full_like(*log_sigma)?;
                (output, log_sigma)
            }
            Deviation::Learned(place) => {
                let log_sigma = bounded(&place.f_to_kind(output.kind())?)?;
                let log_sigma = log_sigma.f_expand_as(&output)?;
                (output, log_sigma)
            }
            Deviation::PerPixel => {
                let both = output.f_chunk(2, 1)?;
                (both[0].shallow_clone(), bounded(&both[1])?)
            }
        };
        Ok(Box::new(GaussianPixels::new(logits.f_sigmoid()?, log_sigma)?))
    }
}

/// From any number to a log σ between the bounds.
fn bounded(place: &Tensor) -> Result<Tensor> {
    Ok(place.f_sigmoid()? * (LOG_SIGMA.1 - LOG_SIGMA.0) + LOG_SIGMA.0)
}

/// A batch of images of independent pixels N(μᵢ, σᵢ²), μ between 0 and 1
/// (Kingma & Welling, 2014, appendix C.2).
///
/// With a σ that is fixed, −log p is ‖x − μ‖² / 2σ² and a constant: squared error, weighed
/// against the KL term by σ.
///
/// ```
/// use tch::Tensor;
/// use vae_core::model::{GaussianPixels, PixelDistribution};
///
/// let row = |x: f64| Tensor::from_slice(&[x]).view([1, 1]);
/// let p = GaussianPixels::new(row(0.5), row(0.0))?; // σ = 1
/// let at_the_mode = p.log_prob(&row(0.5))?.double_value(&[0]);
/// assert!((at_the_mode + 0.5 * (2.0 * std::f64::consts::PI).ln()).abs() < 1e-12);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct GaussianPixels {
    /// Means μ, `[B, D]`.
    pub mu: Tensor,
    /// log σ, `[B, D]`.
    pub log_sigma: Tensor,
}

impl GaussianPixels {
    /// From means and the logarithms of standard deviations, `[B, D]` each.
    ///
    /// # Errors
    /// Where the two differ in shape.
    pub fn new(mu: Tensor, log_sigma: Tensor) -> Result<Self> {
        let columns = mu.size().last().copied().unwrap_or(0);
        check_columns("Gaussian pixels' mean", &mu, columns)?;
        check_floating("Gaussian pixels' mean", &mu)?;
        check_like("Gaussian pixels' log_sigma", &log_sigma, &mu)?;
        Ok(Self { mu, log_sigma })
    }
}

impl PixelDistribution for GaussianPixels {
    fn mean(&self) -> Result<Tensor> {
        Ok(self.mu.shallow_clone())
    }

    /// log p(x|z) = −Σᵢ ½ log 2π + log σᵢ + (xᵢ − μᵢ)² / 2σᵢ², `[B]`, nats of a density: it may
    /// be above 0.
    fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        check_like("Gaussian pixels' log_prob", x, &self.mu)?;
        let squared = ((x - &self.mu) / self.log_sigma.f_exp()?).square();
        let nats: Tensor = squared * 0.5 + &self.log_sigma + 0.5 * (2.0 * PI).ln();
        Ok(-nats.f_sum_dim_intlist(-1_i64, false, self.mu.kind())?)
    }

    /// Images `[B, D]`, which may leave [0, 1] by the noise.
    fn sample(&self, random: &mut Random) -> Result<Tensor> {
        let eps = random.standard_normal(&self.mu.size())?;
        let eps = eps.f_to_device(self.mu.device())?;
        Ok((&self.mu + self.log_sigma.f_exp()? * eps).f_to_kind(Kind::Float)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_have_the_mean_and_the_deviation() {
        let output = Tensor::from_slice(&[-1.0_f32, 2.0, -1.0, 3.0]).repeat([40_000, 1]);
        let p = Model::per_pixel().distribution(output).unwrap();
        let x = p.sample(&mut Random::new(0)).unwrap();
        let gap = x.mean_dim(0_i64, false, Kind::Float) - p.mean().unwrap().get(0);
        assert!(gap.abs().max().double_value(&[]) < 0.02);
        let std = x.std_dim(0_i64, true, false);
        let wanted = bounded(&Tensor::from_slice(&[-1.0_f32, 3.0])).unwrap().exp();
        assert!(std.allclose(&wanted, 0.02, 0.0, false), "{std} {wanted}");
    }

    #[test]
    fn a_fixed_deviation_is_squared_error_and_a_constant() {
        let p = Model::fixed(0.5).unwrap();
        let nats = |x: f64| {
            let zero = Tensor::zeros([1, 1], (Kind::Double, Device::Cpu)); // μ = ½
            let x = Tensor::from_slice(&[x]).view([1, 1]);
            let p = p.distribution(zero).unwrap();
            p.log_prob(&x).unwrap().double_value(&[0])
        };
        assert!((nats(0.5) - nats(1.0) - 0.25 / (2.0 * 0.25)).abs() < 1e-12);
        for sigma in [0.0, -1.0, f64::NAN, 1e9] {
            assert!(Model::fixed(sigma).is_err());
        }
    }
}
