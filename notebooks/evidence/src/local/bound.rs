//! Both bounds that a q of each image's own gives.

use tch::{Kind, Tensor};
use vae_core::model::log_prior;
use vae_core::{Random, Result, Vae};

use super::LocalPosterior;
use super::fit::check;
use crate::Evidence;
use crate::importance::{check_samples, rows};
use crate::weights::WeightSums;

/// What the same codes of q say of each image, `[B]`, nats.
#[derive(Debug)]
pub struct Bounds {
    /// ELBO(q), the mean of log w = log p(x, z) − log q(z); float64.
    pub elbo: Tensor,
    /// log p̂(x), the logarithm of the mean w.
    pub evidence: Evidence,
}

/// Both, by `samples` codes of each image `[B, D]`. Two q with the same `random` meet the same
/// noise, so that their difference is known better than either.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for fewer than one sample,
/// [`ErrorKind::NotFinite`](vae_core::ErrorKind) where the model's weights make no numbers, and
/// those of [`fit`](super::fit).
pub fn bounds(
    vae: &Vae,
    x: &Tensor,
    q: &LocalPosterior,
    samples: i64,
    random: &mut Random,
) -> Result<Bounds> {
    check_samples(samples)?;
    check(vae, x, q)?;
    let images = x.size()[0];
    let chunk = (rows(vae) / images.max(1)).clamp(1, samples);
    tch::no_grad(|| {
        let mut sum = Tensor::f_zeros([images], (Kind::Double, x.device()))?;
        let mut weights = WeightSums::new(images)?;
        let mut left = samples;
        while left > 0 {
            let log_w = log_weights(vae, x, q, chunk.min(left), random)?;
            sum = sum.f_add(&log_w.f_sum_dim_intlist(0, false, Kind::Double)?)?;
            weights.add(&log_w)?;
            left -= chunk.min(left);
        }
        Ok(Bounds { elbo: sum / samples as f64, evidence: weights.evidence()? })
    })
}

/// log w at fresh codes, `[copies, B]`.
fn log_weights(
    vae: &Vae,
    x: &Tensor,
    q: &LocalPosterior,
    copies: i64,
    random: &mut Random,
) -> Result<Tensor> {
    let images = x.size()[0];
    let eps = random.standard_normal(&[copies * images, q.latent()])?;
    let draw = q.draw(&vae.to_model_device(&eps)?)?;
    let likelihood = vae.decode(&draw.z)?.log_prob_of_copies(x, copies)?;
    let log_w = likelihood.f_add(&log_prior(&draw.z)?)?.f_sub(&draw.log_q)?;
    Ok(log_w.f_view([copies, images])?)
}
