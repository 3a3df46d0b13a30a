//! Several codes for each image, and how much each weighs.

use tch::Tensor;
use vae_base::{Error, Result};

use super::posterior::log_prior;
use super::vae::Vae;

/// For each of B images K codes zₖ ~ q(z|x), and what model and posterior say of them. Their
/// weights w = p(x|z) p(z) / q(z|x) have the evidence p(x) as their mean.
#[derive(Debug)]
pub struct ImportanceSamples {
    /// The codes, `[K · B, J]`: one for each image, then another for each.
    pub z: Tensor,
    /// log p(x|z), `[K, B]`, nats.
    pub log_likelihood: Tensor,
    /// log p(z), `[K, B]`, nats.
    pub log_prior: Tensor,
    /// log q(z|x), `[K, B]`, nats.
    pub log_q: Tensor,
}

impl ImportanceSamples {
    /// log w = log p(x|z) + log p(z) − log q(z|x), `[K, B]`, nats.
    ///
    /// # Errors
    /// Where libtorch refuses: the terms are not alike.
    pub fn log_weights(&self) -> Result<Tensor> {
        Ok(self.log_likelihood.f_add(&self.log_prior)?.f_sub(&self.log_q)?)
    }
}

impl Vae {
    /// `samples` codes for each image, from the noise `eps`, `[samples · B, J]`.
    ///
    /// # Errors
    /// Where `x` is not `[B, D]`, or `eps` has not one row for each code.
    pub fn importance_samples(
        &self,
        x: &Tensor,
        eps: &Tensor,
        samples: i64,
    ) -> Result<ImportanceSamples> {
        if samples < 1 {
            return Err(Error::config("samples", samples, "draw at least one code an image"));
        }
        self.check_images("importance sampling", x)?;
        let draw = self.posterior_of_copies(x, samples)?.draw(eps)?;
        let each = |nats: Tensor| nats.f_view([samples, -1]);
        let copies = x.f_repeat([samples, 1])?;
        Ok(ImportanceSamples {
            log_likelihood: each(self.decode(&draw.z)?.log_prob(&copies)?)?,
            log_prior: each(log_prior(&draw.z)?)?,
            log_q: each(draw.log_q)?,
            z: draw.z,
        })
    }
}
