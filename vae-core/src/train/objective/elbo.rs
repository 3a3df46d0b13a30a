//! The ELBO, and what is done to its KL term.

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_base::{Error, Result};

use super::{Bound, Loss, ObjectiveFunction, check_samples};
use crate::model::{DiagonalGaussian, Vae, log_prior};

/// −E_q\[log p(x|z)\] + β KL(q(z|x) ‖ p(z)), nats. At β = 1 it is −ELBO (thesis section 4.4), at
/// β > 1 a looser bound still, at β < 1 none (Higgins et al., 2017, equation 4).
///
/// ```
/// use vae_core::train::{ElboConfig, Objective};
/// use vae_core::TrainConfig;
///
/// let objective = Objective::Elbo(ElboConfig { beta: 4.0, warm_up: 10, ..Default::default() });
/// let config = TrainConfig { objective, ..TrainConfig::default() };
/// assert_eq!(config.objective.to_string(), "ELBO, β = 4, warmed up over 10 epochs");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElboConfig {
    /// β, the weight of KL.
    pub beta: f64,
    /// Epochs over which the weight grows to β, in equal steps (Bowman et al., 2016); 0 for none.
    pub warm_up: usize,
    /// λ: nats of KL that each latent dimension has for free, as a mean over the batch (Kingma et
    /// al., 2016, equation 15).
    pub free_bits: f64,
    /// L, the codes drawn for each image (thesis section 3.3.3).
    pub samples: i64,
}

impl Default for ElboConfig {
    fn default() -> Self {
        Self { beta: 1.0, warm_up: 0, free_bits: 0.0, samples: 1 }
    }
}

impl ElboConfig {
    pub(super) fn validate(&self) -> Result<()> {
        for (field, number) in [("beta", self.beta), ("free_bits", self.free_bits)] {
            if !(0.0..=1e6).contains(&number) {
                return Err(Error::config(field, number, "choose a number from 0 to 1,000,000"));
            }
        }
        check_samples(self.samples)
    }

    /// The weight of KL in an epoch, counted from 1.
    pub fn weight(&self, epoch: usize) -> f64 {
        match self.warm_up {
            0 => self.beta,
            warm_up => self.beta * (epoch as f64 / warm_up as f64).min(1.0),
        }
    }

    /// KL beyond what is free: Σⱼ max(λ, KLⱼ), a scalar, and the whole KL of each image, `[B]`.
    fn charge(&self, q: Option<&DiagonalGaussian>, kl: &Tensor) -> Result<Tensor> {
        let Some(q) = q.filter(|_| self.free_bits > 0.0) else {
            return Ok(kl.f_mean(kl.kind())?);
        };
        let by_dimension = q.kl_by_dimension()?.f_mean_dim(0, false, kl.kind())?; // [J]
        Ok(by_dimension.f_clamp_min(self.free_bits)?.f_sum(kl.kind())?)
    }
}

impl ObjectiveFunction for ElboConfig {
    fn name(&self) -> String {
        let mut name = String::from("ELBO");
        if self.beta != 1.0 {
            name += &format!(", β = {}", self.beta);
        }
        if self.warm_up > 0 {
            name += &format!(", warmed up over {} epochs", self.warm_up);
        }
        if self.free_bits > 0.0 {
            name += &format!(", {} nats free a dimension", self.free_bits);
        }
        if self.samples > 1 {
            name += &format!(", L = {}", self.samples);
        }
        name
    }

    fn samples(&self) -> i64 {
        self.samples
    }

    fn loss(&self, vae: &Vae, x: &Tensor, eps: &Tensor, epoch: usize) -> Result<Loss> {
        self.validate()?;
        vae.check_images("the ELBO", x)?;
        let q = vae.posterior_of_copies(x, self.samples)?;
        let draw = q.draw(eps)?;
        let copies = x.f_repeat([self.samples, 1])?;
        let reconstruction = -vae.decode(&draw.z)?.log_prob(&copies)?.f_mean(x.kind())?;
        let kl = match q.kl()? {
            Some(kl) => kl,
            None => draw.log_q.f_sub(&log_prior(&draw.z)?)?,
        };
        let charge = self.charge(q.as_gaussian(), &kl)?;
        let value = &reconstruction + charge * self.weight(epoch);
        Ok(Loss::new(value).with("reconstruction", reconstruction).with("kl", kl.f_mean(x.kind())?))
    }

    fn bound(&self, epoch: usize) -> Option<Bound> {
        (self.free_bits == 0.0).then(|| Bound::Elbo(self.weight(epoch)))
    }

    fn check(&self, vae: &Vae) -> Result<()> {
        if self.free_bits > 0.0 && !vae.has_gaussian_posterior() {
            let remedy = "only a Gaussian posterior's KL divides among the dimensions; choose 0";
            return Err(Error::config("free_bits", self.free_bits, remedy));
        }
        Ok(())
    }
}
