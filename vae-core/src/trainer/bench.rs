//! Single steps, for `make bench`; no part of the crate's interface.

use tch::Tensor;
use vae_base::Result;

use super::Trainer;

/// One training step on images `[B, D]` with noise `[K · B, J]`, in the first epoch.
pub fn step(trainer: &mut Trainer, x: &Tensor, eps: &Tensor) -> Result<()> {
    trainer.step(1, x, eps).map(drop)
}
