//! The codes of a batch: what a bound says of them, and the chain rule from them to μ and log σ².

use tch::{Kind, Tensor};
use vae_base::{Error, Result};

use crate::model::DiagonalGaussian;
use crate::train::objective::Bound;
use crate::train::terms::Terms;

/// K codes z = μ + σ ⊙ ε for each of B images.
pub(super) struct Codes {
    /// q(z|x), over `[B, J]`.
    q: DiagonalGaussian,
    /// ε, `[K, B, J]`, as the two below.
    eps: Tensor,
    /// σ ⊙ ε.
    noise: Tensor,
    pub(super) z: Tensor,
}

/// How much each code of an image counts.
pub(super) enum Weighed {
    /// All alike, and KL by its formula so many times.
    Alike { beta: f64 },
    /// By its weight w = p(x|z) p(z) / q(z|x), all `[K, B]`.
    ByImportance {
        /// log q(z|x) − log p(z), nats.
        log_ratio: Tensor,
        /// log w, nats.
        log_w: Tensor,
        /// w̃ = w / Σₖ w.
        shares: Tensor,
        doubly_reparameterised: bool,
    },
}

impl Weighed {
    /// What each code counts, where the mean is 1, `[K · B]`; none where all count alike.
    pub(super) fn weights(&self) -> Result<Option<Tensor>> {
        Ok(match self {
            Self::Alike { .. } => None,
            Self::ByImportance { shares, .. } => Some(shares.f_flatten(0, 1)? * shares.size()[0]),
        })
    }
}

impl Codes {
    /// From the noise `[K · B, J]`: a code of each image, then another of each.
    pub(super) fn draw(q: DiagonalGaussian, eps: &Tensor) -> Result<Self> {
        let (batch, latent) = q.mu.size2()?;
        let eps = eps.f_view([-1, batch, latent])?;
        let noise = q.std()?.f_mul(&eps)?;
        Ok(Self { z: q.mu.f_add(&noise)?, noise, eps, q })
    }

    /// What `bound` makes of log p(x|z), `[K · B]`.
    pub(super) fn weigh(&self, bound: Bound, log_prob: &Tensor) -> Result<Weighed> {
        let doubly_reparameterised = match bound {
            Bound::Elbo(beta) => return Ok(Weighed::Alike { beta }),
            Bound::ImportanceWeighted(config) => config.doubly_reparameterised,
        };
        // log q(z|x) = −½ Σ (log 2π + log σ² + ε²) and log p(z) = −½ Σ (log 2π + z²)
        let twice = self.z.square() - self.eps.square() - &self.q.log_var;
        let log_ratio = twice.f_sum_dim_intlist(-1_i64, false, twice.kind())? * 0.5;
        let log_w = log_prob.f_view_as(&log_ratio)? - &log_ratio;
        // What is lost beside 1 counts as 0: products of smaller shares become subnormal numbers,
        // with which processors compute many times more slowly.
        let is_double = log_w.kind() == Kind::Double;
        let lost = if is_double { f64::EPSILON } else { f32::EPSILON.into() };
        let shares = log_w.f_softmax(0, log_w.kind())?.f_threshold(lost, 0.0)?;
        Ok(Weighed::ByImportance { log_ratio, log_w, shares, doubly_reparameterised })
    }

    /// ∂loss/∂μ and ∂loss/∂log σ², `[B, J]`, from what reaches the codes by way of the decoder,
    /// `[K · B, J]`.
    pub(super) fn backward(&self, weighed: &Weighed, d_z: &Tensor) -> Result<(Tensor, Tensor)> {
        let Self { q, eps, noise, z } = self;
        let batch = q.mu.size()[0] as f64;
        let d_z = d_z.f_view_as(z)?;
        // z = μ + σ ⊙ ε with σ = exp(½ log σ²)
        let both = |d_z: Tensor| Ok::<_, Error>((over_codes(&d_z)?, over_codes(&(d_z * noise))?));
        let (d_mu, twice_d_log_var) = match weighed {
            Weighed::Alike { beta } => {
                let (d_mu, twice) = both(d_z)?;
                // KL adds β μ and ½ β (σ² − 1).
                (d_mu + &q.mu * *beta / batch, twice + (q.log_var.exp() - 1.0) * *beta / batch)
            }
            Weighed::ByImportance { shares, doubly_reparameterised: false, .. } => {
                // −log p(z) adds z, and log q(z|x), where ε is given, −½ log σ².
                let (d_mu, twice) = both(d_z + z * shares.unsqueeze(-1) / batch)?;
                (d_mu, twice - 1.0 / batch)
            }
            Weighed::ByImportance { shares, .. } => {
                // log q(z|x) adds −ε / σ where q is given, and all counts w̃ times.
                let shares = shares.unsqueeze(-1);
                both((d_z + (z - eps / q.std()?) * &shares / batch) * shares)?
            }
        };
        Ok((d_mu, twice_d_log_var * 0.5))
    }

    /// The sums of loss and terms over the images.
    pub(super) fn costs(&self, weighed: &Weighed, log_prob: &Tensor) -> Result<(f64, Terms)> {
        let sum = |t: &Tensor| Ok::<_, Error>(t.f_sum(Kind::Double)?.f_double_value(&[])?);
        let (samples, batch) = (self.z.size()[0] as f64, self.z.size()[1] as f64);
        let reconstruction = -sum(log_prob)? / samples;
        let (loss, kl) = match weighed {
            Weighed::Alike { beta } => {
                let kl = sum(&self.q.kl()?)?;
                (reconstruction + beta * kl, kl)
            }
            Weighed::ByImportance { log_ratio, log_w, .. } => {
                let log_sums = sum(&log_w.f_logsumexp(0_i64, false)?)?;
                (batch * samples.ln() - log_sums, sum(log_ratio)? / samples)
            }
        };
        Ok((loss, Terms::elbo(reconstruction, kl)))
    }
}

/// Σₖ, `[K, B, J]` → `[B, J]`.
fn over_codes(each: &Tensor) -> Result<Tensor> {
    Ok(match each.size()[0] {
        1 => each.f_squeeze_dim(0)?,
        _ => each.f_sum_dim_intlist(0_i64, false, each.kind())?,
    })
}
