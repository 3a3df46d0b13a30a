//! The importance-weighted bound.

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_base::{Error, Result};

use super::{Bound, Loss, ObjectiveFunction, check_samples};
use crate::model::{DiagonalGaussian, Vae, log_prior};

/// −L_K = −E\[log 1/K Σₖ wₖ\] with wₖ = p(x|zₖ) p(zₖ) / q(zₖ|x) (Burda, Grosse & Salakhutdinov,
/// 2016, equation 8): −ELBO at K = 1, −log p(x) as K grows.
///
/// ```
/// use vae_core::train::{IwaeConfig, Objective};
///
/// assert_eq!(Objective::iwae(5).to_string(), "IWAE, K = 5");
/// let dreg = IwaeConfig { samples: 5, doubly_reparameterised: true };
/// assert_eq!(Objective::Iwae(dreg).to_string(), "IWAE, K = 5, doubly reparameterised");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IwaeConfig {
    /// K, the codes drawn for each image.
    pub samples: i64,
    /// Whether the encoder's gradient is the doubly reparameterised one, whose noise does not
    /// outgrow it as K rises (Tucker et al., 2019, equation 8).
    pub doubly_reparameterised: bool,
}

impl Default for IwaeConfig {
    fn default() -> Self {
        Self { samples: 5, doubly_reparameterised: false }
    }
}

impl IwaeConfig {
    pub(super) fn validate(&self) -> Result<()> {
        check_samples(self.samples)
    }

    /// −L_K for given log-weights `[K, B]`, a scalar.
    fn bound(&self, log_w: &Tensor) -> Result<Tensor> {
        let each = log_w.f_logsumexp(0_i64, false)? - (self.samples as f64).ln(); // [B]
        Ok(-each.f_mean(log_w.kind())?)
    }

    fn plain(&self, vae: &Vae, x: &Tensor, eps: &Tensor) -> Result<Loss> {
        let samples = vae.importance_samples(x, eps, self.samples)?;
        let value = self.bound(&samples.log_weights()?)?;
        let log_ratio = &samples.log_q - &samples.log_prior;
        terms(value, &samples.log_likelihood, &log_ratio)
    }

    /// A scalar of the bound's value, whose gradient for the decoder is the bound's, and for the
    /// encoder Σₖ w̃ₖ² ∂log wₖ/∂zₖ ∂zₖ/∂φ with normalised weights w̃.
    fn doubly_reparameterised(&self, vae: &Vae, x: &Tensor, eps: &Tensor) -> Result<Loss> {
        vae.check_images("the importance-weighted bound", x)?;
        let q = vae.posterior_of_copies(x, self.samples)?;
        let q = q.as_gaussian().ok_or_else(|| needs_gaussian(self.samples))?;
        let z = q.reparameterise(eps)?; //                             [K·B, J], knows φ
        if !z.requires_grad() {
            return self.plain(vae, x, eps); // nobody asks for a gradient
        }
        let leaf = z.f_detach()?.f_set_requires_grad(true)?; //        [K·B, J], knows nothing
        let stopped = DiagonalGaussian::new(q.mu.f_detach()?, q.log_var.f_detach()?)?;
        let log_likelihood = vae.decode(&leaf)?.log_prob(&x.f_repeat([self.samples, 1])?)?;
        let log_ratio = stopped.log_prob(&leaf)? - log_prior(&leaf)?; // log q(z|x) − log p(z)
        let log_w = (&log_likelihood - &log_ratio).f_view([self.samples, -1])?; // [K, B]

        let shares = log_w.f_detach()?.f_softmax(0, log_w.kind())?; // w̃, [K, B]
        let batch = shares.size()[1] as f64;
        let for_decoder = -(&shares * &log_w).f_sum(log_w.kind())? / batch;
        let d_z = Tensor::f_run_backward(&[&for_decoder], &[&leaf], true, false)?.remove(0);
        let d_z = d_z * shares.f_view([-1, 1])?;
        let for_encoder = (d_z.f_detach()? * &z).f_sum(z.kind())?;

        let value = self.bound(&log_w.f_detach()?)?;
        let silent = |t: &Tensor| -> Result<Tensor> { Ok(t - t.f_detach()?) }; // value 0
        let value = value + silent(&for_decoder)? + silent(&for_encoder)?;
        terms(value, &log_likelihood, &log_ratio)
    }
}

/// The loss with the terms of the bound for K = 1, both estimated from the K codes.
fn terms(value: Tensor, log_likelihood: &Tensor, log_ratio: &Tensor) -> Result<Loss> {
    let kind = value.kind();
    Ok(Loss::new(value)
        .with("reconstruction", -log_likelihood.f_mean(kind)?)
        .with("kl", log_ratio.f_mean(kind)?))
}

fn needs_gaussian(samples: i64) -> Error {
    let remedy = "the doubly reparameterised gradient needs a Gaussian posterior; choose the plain";
    Error::config("IWAE, samples", samples, remedy)
}

impl ObjectiveFunction for IwaeConfig {
    fn name(&self) -> String {
        let name = format!("IWAE, K = {}", self.samples);
        match self.doubly_reparameterised {
            true => format!("{name}, doubly reparameterised"),
            false => name,
        }
    }

    fn samples(&self) -> i64 {
        self.samples
    }

    fn loss(&self, vae: &Vae, x: &Tensor, eps: &Tensor, _epoch: usize) -> Result<Loss> {
        self.validate()?;
        match self.doubly_reparameterised {
            true => self.doubly_reparameterised(vae, x, eps),
            false => self.plain(vae, x, eps),
        }
    }

    fn bound(&self, _epoch: usize) -> Option<Bound> {
        Some(Bound::ImportanceWeighted(*self))
    }

    fn check(&self, vae: &Vae) -> Result<()> {
        match self.doubly_reparameterised && !vae.has_gaussian_posterior() {
            true => Err(needs_gaussian(self.samples)),
            false => Ok(()),
        }
    }
}
