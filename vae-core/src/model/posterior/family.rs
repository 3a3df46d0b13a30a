//! What the model asks of a posterior, built in or one's own.

use std::f64::consts::PI;
use std::fmt;

use tch::Tensor;
use vae_base::Result;

use super::DiagonalGaussian;
use crate::model::parameters::Named;

/// A family of q(z|x): it tells which numbers the encoder's heads give, and what distribution of
/// codes they stand for.
pub trait PosteriorModel: fmt::Debug + Send {
    /// Name and width of each linear head above the encoder's features, for codes of `latent`
    /// numbers.
    fn heads(&self, latent: i64) -> Vec<(&'static str, i64)>;

    /// Parameters of its own by name, which are leaves that require a gradient.
    fn parameters(&self) -> Named<'_> {
        Vec::new()
    }

    /// Whether it is the diagonal Gaussian N(mu, e^log_var) of its two heads and nothing else.
    fn is_gaussian(&self) -> bool {
        false
    }

    /// q(z|x) from what the heads gave, `[B, width]` each.
    ///
    /// # Errors
    /// Where they have other shapes.
    fn distribution(&self, heads: Vec<Tensor>) -> Result<Box<dyn LatentDistribution>>;
}

/// A batch of distributions q(z|x) of codes, `[B, J]`.
pub trait LatentDistribution: fmt::Debug {
    /// One z for each row, as a differentiable function of standard normal noise ε, `[B, J]`.
    ///
    /// # Errors
    /// Where `eps` is not `[B, J]`.
    fn draw(&self, eps: &Tensor) -> Result<Draw>;

    /// KL(q ‖ N(0, I)), `[B]`, nats, where it has a closed form; otherwise it is estimated by
    /// log q(z|x) − log p(z) at the z drawn.
    ///
    /// # Errors
    /// Where libtorch refuses.
    fn kl(&self) -> Result<Option<Tensor>> {
        Ok(None)
    }

    /// The code to show: the mean, or where the mean of the noise is carried to, `[B, J]`.
    ///
    /// # Errors
    /// Where libtorch refuses.
    fn centre(&self) -> Result<Tensor>;

    /// The diagonal Gaussian that it is, if it is one.
    fn as_gaussian(&self) -> Option<&DiagonalGaussian> {
        None
    }
}

/// Codes, and how dense the posterior is there.
#[derive(Debug)]
pub struct Draw {
    /// z, `[B, J]`.
    pub z: Tensor,
    /// log q(z|x), `[B]`, nats.
    pub log_q: Tensor,
}

/// log p(z) = −½ Σⱼ (log 2π + zⱼ²) of the prior N(0, I), `[B, J]` → `[B]`, nats.
///
/// # Errors
/// Where libtorch refuses.
pub fn log_prior(z: &Tensor) -> Result<Tensor> {
    let terms: Tensor = z.f_square()? + (2.0 * PI).ln();
    Ok(terms.f_sum_dim_intlist(-1_i64, false, z.kind())? * -0.5)
}
