//! What Adam must move through memory at each step, and nothing else: no step can take less than
//! its matrix products and this.

use vae_base::cpu::parallel::{self, CHUNK};
use vae_core::Result;

use crate::products::LAYERS;

pub struct Traffic {
    /// Parameters, their gradients and both moments.
    numbers: [Vec<f32>; 4],
}

impl Traffic {
    pub fn new() -> Self {
        let parameters: i64 = LAYERS.iter().map(|(n_in, n_out)| (n_in + 1) * n_out).sum();
        Self { numbers: std::array::from_fn(|_| vec![1e-3; parameters as usize]) }
    }

    /// Reads all four and writes the parameters and the moments, on libtorch's threads.
    pub fn run(&mut self) -> Result<()> {
        let [p, g, m, v] = &mut self.numbers;
        let (p, g) = (p.chunks_mut(CHUNK), g.chunks(CHUNK));
        let (m, v) = (m.chunks_mut(CHUNK), v.chunks_mut(CHUNK));
        parallel::for_each(p.zip(g).zip(m.zip(v)).collect(), |((p, g), (m, v))| pass(p, g, m, v));
        Ok(())
    }
}

fn pass(p: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
        *m += *g;
        *v -= *g;
        *p += *m + *v;
    }
}
