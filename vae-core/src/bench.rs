//! Single steps, their pieces and the memory they take, for `make bench`, tests and examples; no
//! part of the crate's interface.

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

/// The memory that this process holds now, MB; none where the system does not tell.
pub fn resident_memory() -> Option<f64> {
    memory("VmRSS:")
}

/// The most that it ever held.
pub fn peak_memory() -> Option<f64> {
    memory("VmHWM:")
}

fn memory(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(found.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1000.0)
}
