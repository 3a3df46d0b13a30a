//! The evidence lower bound, its two terms kept apart.

use tch::Tensor;

/// ELBO(x) = E_q(z|x)\[log p(x|z)\] − KL(q(z|x) ‖ p(z)) ≤ log p(x), per example
/// (thesis section 3.3.2). Nothing is averaged until the very end.
#[derive(Debug)]
pub struct Elbo {
    /// E_q\[log p(x|z)\], estimated with one z per image, `[B]`, nats; at most 0.
    pub reconstruction: Tensor,
    /// KL(q(z|x) ‖ N(0, I)), `[B]`, nats; at least 0.
    pub kl: Tensor,
}

impl Elbo {
    /// The bound itself, `[B]`, nats.
    pub fn value(&self) -> Tensor {
        &self.reconstruction - &self.kl
    }

    /// What training minimises: the negative mean of the bound over the batch, a scalar in
    /// nats per image (thesis section 4.4).
    pub fn loss(&self) -> Tensor {
        -self.value().mean(self.kl.kind())
    }
}
