//! Single steps and their pieces, for `make bench`; no part of the crate's interface.

use tch::Tensor;
use vae_base::Result;

use super::Trainer;
use crate::model::Vae;
use crate::train::gradient::{Buffers, Perceptrons, elbo_and_gradients};

/// One training step on images `[B, D]` with noise `[B, J]`, in the first epoch.
pub fn step(trainer: &mut Trainer, x: &Tensor, eps: &Tensor) -> Result<()> {
    trainer.step(1, x, eps).map(drop)
}

/// The ELBO, and its gradient with respect to every parameter, without autograd.
pub struct Backward<'a> {
    vae: &'a Vae,
    networks: Perceptrons,
    buffers: Buffers,
}

impl<'a> Backward<'a> {
    /// For batches of any size, where the model is one of perceptrons.
    pub fn new(vae: &'a Vae) -> Result<Option<Self>> {
        let Some(networks) = Perceptrons::of(vae) else {
            return Ok(None);
        };
        let buffers = Buffers::new(&networks)?;
        Ok(Some(Self { vae, networks, buffers }))
    }

    /// Computes both and forgets them.
    pub fn run(&self, x: &Tensor, eps: &Tensor) -> Result<()> {
        let likelihood = self.vae.decoder.likelihood.as_ref();
        let (_, gradients) = elbo_and_gradients(&self.networks, likelihood, 1.0, (x, eps))?;
        gradients.visit(&self.buffers, |_, _| Ok(()))
    }
}
