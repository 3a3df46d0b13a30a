//! Single steps and their pieces, for `make bench`; no part of the crate's interface.

use tch::Tensor;

use crate::{Elbo, Result, Trainer, Vae};

/// One training step on images `[B, D]` with noise `[B, J]`; the sums of −log p(x|z) and of KL.
pub fn step(trainer: &mut Trainer, x: &Tensor, eps: &Tensor) -> Result<(f64, f64)> {
    trainer.step(x, eps)
}

/// Memory for the gradient of every parameter.
pub fn gradients(vae: &Vae) -> Vec<Tensor> {
    vae.networks.gradients()
}

/// The ELBO, and its gradient with respect to every parameter, without autograd.
pub fn backward(vae: &Vae, x: &Tensor, eps: &Tensor, gradients: &[Tensor]) -> Result<Elbo> {
    crate::backward::elbo_and_gradients(&vae.networks, x, eps, gradients)
}

/// A number of the gradients that Adam cannot take, if there is one.
pub fn unbounded(gradients: &[Tensor]) -> Result<Option<f64>> {
    crate::trainer::finite::unbounded(gradients)
}

/// Writes a checkpoint into the run's folder, where it has one.
pub fn save(trainer: &mut Trainer) -> Result<()> {
    trainer.checkpoint(true)
}
