//! Adam's step in one pass over memory, where libtorch's operations pass once for each arrow of
//! the algorithm.

use std::iter;

use tch::Tensor;

use super::parallel::{self, CHUNK};
use super::slices::{Bfloat16, Element, lend};
use super::widest::widest;

/// What a step needs besides the tensors, the bias corrections folded in.
#[derive(Clone, Copy)]
pub struct Coefficients {
    /// β₁
    pub beta1: f32,
    /// β₂
    pub beta2: f32,
    /// α / (1 − β₁ᵗ)
    pub rate: f32,
    /// 1 / √(1 − β₂ᵗ)
    pub root_correction: f32,
    /// ε
    pub epsilon: f32,
}

/// Moves `p` against its gradient `g` with the moments `(m, v)`, and writes it into `copy` too.
/// Answers whether it could: only where all lies on the CPU, in float32 or, as a gradient and a
/// compute copy may, in bfloat16, and nothing that is written shares memory with anything else.
pub fn update(
    p: &Tensor,
    g: &Tensor,
    (m, v): (&Tensor, &Tensor),
    copy: Option<&Tensor>,
    c: Coefficients,
) -> bool {
    lend(|loan| {
        let written = (loan.write(p), loan.write(m), loan.write(v));
        let (Some(p), Some(m), Some(v)) = written else {
            return false;
        };
        let copy = match copy.map(|copy| loan.write(copy)) {
            Some(None) => return false,
            Some(there) => there,
            None => None,
        };
        if let Some(g) = loan.read::<f32>(g) {
            Numbers { p, g, m, v, copy }.update_by_chunks(c);
        } else if let Some(g) = loan.read::<Bfloat16>(g) {
            Numbers { p, g, m, v, copy }.update_by_chunks(c);
        } else {
            return false;
        }
        true
    })
}

/// A parameter or a part of it, and what lies at the same places in the other tensors.
struct Numbers<'a, G> {
    p: &'a mut [f32],
    g: &'a [G],
    m: &'a mut [f32],
    v: &'a mut [f32],
    copy: Option<&'a mut [Bfloat16]>,
}

impl<G: Element> Numbers<'_, G> {
    fn update_by_chunks(self, c: Coefficients) {
        let copies = self.copy.into_iter().flat_map(|copy| copy.chunks_mut(CHUNK));
        let copies = copies.map(Some).chain(iter::repeat_with(|| None));
        let moments = self.m.chunks_mut(CHUNK).zip(self.v.chunks_mut(CHUNK));
        let parts = self.p.chunks_mut(CHUNK).zip(self.g.chunks(CHUNK));
        let parts = parts.zip(moments).zip(copies);
        let parts = parts.map(|(((p, g), (m, v)), copy)| Numbers { p, g, m, v, copy });
        parallel::for_each(parts.collect(), |part| update_part(part, c));
    }
}

widest! {
    fn update_part<G: Element>(numbers: Numbers<G>, c: Coefficients) = update_inline
}

#[inline(always)]
fn update_inline<G: Element>(numbers: Numbers<G>, c: Coefficients) {
    let Numbers { p, g, m, v, copy } = numbers;
    for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
        let g = g.value();
        *m = flushed(c.beta1 * *m + (1.0 - c.beta1) * g);
        let g = squarable(g);
        *v = flushed(c.beta2 * *v + (1.0 - c.beta2) * g * g);
        *p -= c.rate * *m / (v.sqrt() * c.root_correction + c.epsilon);
    }
    if let Some(copy) = copy {
        for (copy, p) in copy.iter_mut().zip(p) {
            *copy = Bfloat16::nearest(*p);
        }
    }
}

/// A moment that only decays would become a subnormal number, with which processors compute many
/// times more slowly: 0 before that.
#[inline(always)]
fn flushed(moment: f32) -> f32 {
    if moment.abs() < f32::MIN_POSITIVE { 0.0 } else { moment }
}

/// g, and 0 where a thousandth of its square would be subnormal.
#[inline(always)]
fn squarable(g: f32) -> f32 {
    if g.abs() < 4e-18 { 0.0 } else { g }
}

#[cfg(test)]
mod tests {
    use super::*;

    const C: Coefficients =
        Coefficients { beta1: 0.9, beta2: 0.999, rate: 0.01, root_correction: 1.0, epsilon: 1e-8 };

    /// What it declines is computed by tensors, several times slower and to the same end, so only
    /// this test would notice.
    #[test]
    fn plain_tensors_are_updated_in_one_pass_and_shared_memory_is_declined() {
        let [p, m, v] = [1.0_f32, 0.0, 0.0].map(|n| Tensor::from_slice(&[n; 3]));
        let g = Tensor::from_slice(&[1.0_f32; 3]);
        assert!(update(&p, &g, (&m, &v), None, C));
        assert!(update(&p, &g.to_kind(tch::Kind::BFloat16), (&m, &v), None, C));
        assert!(!update(&p, &p.shallow_clone(), (&m, &v), None, C));
        assert!(!update(&p, &g, (&m, &m.shallow_clone()), None, C));
        assert!(!update(&p, &g.to_kind(tch::Kind::Double), (&m, &v), None, C));
    }

    /// A weight whose gradient has stayed away for a hundred thousand steps.
    #[test]
    fn moments_that_decay_become_0_and_never_subnormal() {
        let [p, m, v] = [0.5_f32, 1e-5, 1e-10].map(|n| Tensor::from_slice(&[n, n]));
        for step in 0..100_000 {
            let g = Tensor::from_slice(&[0.0_f32, if step < 9 { 1e-19 } else { -1e-25 }]);
            assert!(update(&p, &g, (&m, &v), None, C));
            for moment in [&m, &v] {
                let [a, b] = <[f32; 2]>::try_from(Vec::<f32>::try_from(moment).unwrap()).unwrap();
                assert!(!a.is_subnormal() && !b.is_subnormal(), "step {step}: {a:e} {b:e}");
            }
        }
        assert_eq!(Vec::<f32>::try_from(&m).unwrap()[0], 0.0);
        assert_eq!(Vec::<f32>::try_from(&v).unwrap(), [0.0; 2]);
    }
}
