//! What Adam must move through memory at each step, and nothing else: no step can take less than
//! its matrix products and this.

use std::hint::black_box;

use vae_core::Result;

/// Parameters of the thesis's model with 20 latent dimensions.
const PARAMETERS: usize = 1_316_824;

pub struct Traffic {
    threads: usize,
    /// Parameters, their gradients and both moments.
    numbers: [Vec<f32>; 4],
}

impl Traffic {
    /// Passes of one run, so that starting its threads counts for nothing.
    pub const PASSES: u32 = 10;

    pub fn new() -> Self {
        let threads = tch::get_num_threads().max(1) as usize;
        Self { threads, numbers: std::array::from_fn(|_| vec![1e-3; PARAMETERS]) }
    }

    /// Each thread reads its share of all four and writes the parameters and the moments.
    pub fn run(&mut self) -> Result<()> {
        let share = PARAMETERS.div_ceil(self.threads);
        let [p, g, m, v] = &mut self.numbers;
        std::thread::scope(|scope| {
            for (((p, g), m), v) in p
                .chunks_mut(share)
                .zip(g.chunks(share))
                .zip(m.chunks_mut(share))
                .zip(v.chunks_mut(share))
            {
                scope.spawn(move || {
                    for _ in 0..Self::PASSES {
                        pass(black_box(&mut *p), g, black_box(&mut *m), black_box(&mut *v));
                    }
                });
            }
        });
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
