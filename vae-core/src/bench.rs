//! Single steps and their pieces, for `make bench`; no part of the crate's interface.

use tch::Tensor;

use crate::backward::elbo_and_gradients;
use crate::gradient::Buffers;
use crate::{Result, Trainer, Vae};

/// One training step on images `[B, D]` with noise `[B, J]`; the sums of −log p(x|z) and of KL.
pub fn step(trainer: &mut Trainer, x: &Tensor, eps: &Tensor) -> Result<(f64, f64)> {
    trainer.step(x, eps)
}

/// The ELBO, and its gradient with respect to every parameter, without autograd.
pub struct Backward<'a> {
    vae: &'a Vae,
    buffers: Buffers,
}

impl<'a> Backward<'a> {
    /// For batches of any size.
    pub fn new(vae: &'a Vae) -> Result<Self> {
        let buffers = Buffers::new(&vae.networks)?;
        Ok(Self { vae, buffers })
    }

    /// Computes both and forgets them.
    pub fn run(&self, x: &Tensor, eps: &Tensor) -> Result<()> {
        let (_, gradients) = elbo_and_gradients(&self.vae.networks, x, eps)?;
        gradients.visit(&self.buffers, |_, _| Ok(()))
    }
}

/// Writes a checkpoint into the run's folder, where it has one.
pub fn save(trainer: &mut Trainer) -> Result<()> {
    trainer.checkpoint(true)
}
