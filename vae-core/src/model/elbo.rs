//! The evidence lower bound, its two terms kept apart.

use tch::Tensor;
use vae_base::Result;

/// ELBO(x) = E_q(z|x)\[log p(x|z)\] − KL(q(z|x) ‖ p(z)) ≤ log p(x), per example
/// (thesis section 3.3.2). Nothing is averaged until the very end.
///
/// ```
/// use vae_core::{Random, Vae, VaeConfig};
///
/// let vae = Vae::new(VaeConfig::default(), 0)?;
/// let x = Random::new(1).uniform(&[3, 784])?;
/// let elbo = vae.elbo(&x, &mut Random::new(2))?;
/// assert_eq!(elbo.kl.size(), [3]);
/// let gap = elbo.value()? - (&elbo.reconstruction - &elbo.kl);
/// assert_eq!(gap.abs().max().double_value(&[]), 0.0);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Elbo {
    /// E_q\[log p(x|z)\], estimated with one z per image, `[B]`, nats; at most 0 where pixels are
    /// events.
    pub reconstruction: Tensor,
    /// KL(q(z|x) ‖ N(0, I)), `[B]`, nats; at least 0 where it has a closed form.
    pub kl: Tensor,
}

impl Elbo {
    /// The bound itself, `[B]`, nats.
    ///
    /// # Errors
    /// Where libtorch refuses: the terms are not alike.
    pub fn value(&self) -> Result<Tensor> {
        Ok(self.reconstruction.f_sub(&self.kl)?)
    }

    /// What training minimises: the negative mean of the bound over the batch, a scalar in
    /// nats per image (thesis section 4.4).
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn loss(&self) -> Result<Tensor> {
        Ok(self.value()?.f_mean(self.kl.f_kind()?)?.f_neg()?)
    }
}
