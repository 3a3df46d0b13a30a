//! A flow of each image's own: halves of a code that stretch and shift each other.

use tch::{Kind, Tensor};
use vae_core::model::{Draw, LatentDistribution, log_prior};
use vae_core::{DiagonalGaussian, Error, Random, Result};

/// How large the flows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coupling {
    /// Steps, which change one half of the code and the other in turn.
    pub length: i64,
    /// Units of each step's hidden layer.
    pub hidden: i64,
}

impl Coupling {
    /// Longer or wider ones are taken for mistyped numbers.
    const MOST: i64 = 1_000;

    pub(super) fn validate(self) -> Result<()> {
        for (field, given) in [("length of the flow", self.length), ("hidden", self.hidden)] {
            if !(1..=Self::MOST).contains(&given) {
                let remedy = format!("choose a number from 1 to {}", Self::MOST);
                return Err(Error::config(field, given, remedy));
            }
        }
        Ok(())
    }
}

/// One step, of each of B images: `b ← b ⊙ exp(s(a)) + t(a)`, where a is one half of the code and b
/// the other, and (s, t) a perceptron with one layer of H units (Dinh, Sohl-Dickstein & Bengio,
/// 2017, equations 7 and 8).
#[derive(Debug)]
pub(super) struct Step {
    /// `[B, A, H]`.
    weight: Tensor,
    /// `[B, 1, H]`.
    bias: Tensor,
    /// `[B, H, 2·(J − A)]`.
    out_weight: Tensor,
    /// `[B, 1, 2·(J − A)]`.
    out_bias: Tensor,
}

impl Step {
    /// One that changes nothing yet.
    pub(super) fn new(
        images: i64,
        (kept, changed): (i64, i64),
        hidden: i64,
        like: &Tensor,
        random: &mut Random,
    ) -> Result<Self> {
        let options = (like.f_kind()?, like.device());
        let weight = random.standard_normal(&[images, kept, hidden])?.f_to_device(options.1)?;
        let zeros = |rows, columns| Tensor::f_zeros([images, rows, columns], options);
        Ok(Self {
            weight: (weight / (kept.max(1) as f64).sqrt()).f_to_kind(options.0)?,
            bias: zeros(1, hidden)?,
            out_weight: zeros(hidden, 2 * changed)?,
            out_bias: zeros(1, 2 * changed)?,
        })
    }

    pub(super) fn parameters(&mut self) -> [&mut Tensor; 4] {
        [&mut self.weight, &mut self.bias, &mut self.out_weight, &mut self.out_bias]
    }

    pub(super) fn leaves(&self) -> [&Tensor; 4] {
        [&self.weight, &self.bias, &self.out_weight, &self.out_bias]
    }

    /// b of a, `[B, C, …]` each, and log |det|, `[B, C]`. tanh keeps a step from stretching more
    /// than e-fold.
    fn forward(&self, a: &Tensor, b: &Tensor) -> Result<(Tensor, Tensor)> {
        let hidden = (a.f_bmm(&self.weight)? + &self.bias).f_tanh()?;
        let both = (hidden.f_bmm(&self.out_weight)? + &self.out_bias).f_chunk(2, 2)?;
        let [scale, shift] = both.as_slice() else {
            return Err(Error::config("code", b.size()[2], "nothing is left to change"));
        };
        let scale = scale.f_tanh()?;
        let b = b * scale.f_exp()? + shift;
        Ok((b, scale.f_sum_dim_intlist(2, false, None::<Kind>)?))
    }
}

/// z = μ + σ ⊙ f(ε), f the steps one after the other, for C codes of each of B images: one of each,
/// then another of each.
#[derive(Debug)]
pub(super) struct CouplingFlow<'a> {
    pub(super) base: &'a DiagonalGaussian,
    pub(super) steps: &'a [Step],
    pub(super) copies: i64,
}

impl CouplingFlow<'_> {
    /// ε as `[B, C, J]`, so that a product serves all codes of an image.
    fn by_image(&self, eps: &Tensor) -> Result<Tensor> {
        let size = self.base.mu.size();
        Ok(eps.f_view([self.copies, size[0], size[1]])?.f_transpose(0, 1)?.f_contiguous()?)
    }

    /// f(ε), `[B, C, J]`, and log |det|, `[B, C]`.
    fn carry(&self, eps: &Tensor) -> Result<(Tensor, Tensor)> {
        let mut halves = halves(&self.by_image(eps)?)?;
        let size = halves[0].size();
        let mut log_det =
            Tensor::f_zeros([size[0], size[1]], (halves[0].f_kind()?, halves[0].device()))?;
        for (i, step) in self.steps.iter().enumerate() {
            let [even, odd] = &halves;
            let (kept, changed) = if i % 2 == 0 { (even, odd) } else { (odd, even) };
            let (b, stretch) = step.forward(kept, changed)?;
            log_det = log_det.f_add(&stretch)?;
            halves[(i + 1) % 2] = b;
        }
        Ok((Tensor::f_cat(&halves, 2)?, log_det))
    }
}

/// The sizes of a code's halves.
pub(super) fn halved(latent: i64) -> (i64, i64) {
    (latent / 2, latent - latent / 2)
}

/// The first and the second half of each code, `[B, C, J]`.
fn halves(codes: &Tensor) -> Result<[Tensor; 2]> {
    let (first, second) = halved(codes.size()[2]);
    Ok([codes.f_narrow(2, 0, first)?, codes.f_narrow(2, first, second)?])
}

impl LatentDistribution for CouplingFlow<'_> {
    fn draw(&self, eps: &Tensor) -> Result<Draw> {
        let (u, log_det) = self.carry(eps)?;
        let DiagonalGaussian { mu, log_var } = self.base;
        let z = u * (log_var * 0.5).f_exp()?.f_unsqueeze(1)? + mu.f_unsqueeze(1)?; // [B, C, J]
        let volume = log_var.f_sum_dim_intlist(1, false, None::<Kind>)? * 0.5; //     [B]
        let moved = log_det + volume.f_unsqueeze(1)?; //                              [B, C]
        let rows = |t: Tensor| -> Result<Tensor> { Ok(t.f_transpose(0, 1)?.f_contiguous()?) };
        let z = rows(z)?.f_view([-1, mu.size()[1]])?;
        Ok(Draw { z, log_q: log_prior(eps)? - rows(moved)?.f_view([-1])? })
    }

    fn centre(&self) -> Result<Tensor> {
        Ok(self.draw(&self.base.mu.f_zeros_like()?.f_repeat([self.copies, 1])?)?.z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::LocalPosterior;
    use vae_core::Random;

    /// A flow of random weights for three images, in double precision.
    fn flow(latent: i64) -> LocalPosterior {
        let random = &mut Random::new(5);
        let mut numbers = || random.standard_normal(&[3, latent]).unwrap().to_kind(Kind::Double);
        let base = DiagonalGaussian::new(numbers(), numbers() * 0.3).unwrap();
        let q = LocalPosterior::gaussian(base).unwrap();
        let q = q.with_flow(Coupling { length: 3, hidden: 6 }, random).unwrap();
        tch::no_grad(|| {
            for parameter in q.parameters() {
                let noise = random.standard_normal(&parameter.size()).unwrap();
                let _ = parameter.shallow_clone().g_add_(&(noise * 0.5));
            }
        });
        q
    }

    #[test]
    fn the_density_is_that_of_the_map_by_its_jacobian() {
        let (latent, step) = (3, 1e-5);
        let q = flow(latent);
        let eps = Random::new(1).standard_normal(&[3, latent]).unwrap().to_kind(Kind::Double);
        let at = |eps: &Tensor| q.draw(eps).unwrap().z;
        let columns = (0..latent).map(|j| {
            let way = Tensor::zeros([latent], (Kind::Double, eps.device()));
            let _ = way.get(j).fill_(step);
            (at(&(&eps + &way)) - at(&(&eps - &way))) / (2.0 * step)
        });
        let jacobian = Tensor::stack(&columns.collect::<Vec<_>>(), 2); // [B, J, J]
        let expected = log_prior(&eps).unwrap() - jacobian.det().abs().log();
        let apart = (q.draw(&eps).unwrap().log_q - expected).abs().max().double_value(&[]);
        assert!(apart < 1e-7, "{apart}");
    }

    #[test]
    fn each_image_keeps_its_own_flow_however_many_codes_it_draws() {
        let q = flow(2);
        let eps = Random::new(1).standard_normal(&[6, 2]).unwrap().to_kind(Kind::Double);
        let all = q.draw(&eps).unwrap();
        for copy in 0..2 {
            let part = q.draw(&eps.narrow(0, 3 * copy, 3)).unwrap();
            assert!((all.z.narrow(0, 3 * copy, 3) - part.z).abs().max().double_value(&[]) < 1e-12);
            let apart = (all.log_q.narrow(0, 3 * copy, 3) - part.log_q).abs().max();
            assert!(apart.double_value(&[]) < 1e-12);
        }
    }

    #[test]
    fn a_new_flow_changes_nothing() {
        let base = DiagonalGaussian::standard(2, 3).unwrap();
        let q = LocalPosterior::gaussian(base).unwrap();
        let bent = q.with_flow(Coupling { length: 2, hidden: 4 }, &mut Random::new(0)).unwrap();
        let eps = Random::new(1).standard_normal(&[2, 3]).unwrap();
        assert!(bent.draw(&eps).unwrap().z.allclose(&eps, 1e-6, 1e-6, false));
        let one = LocalPosterior::gaussian(DiagonalGaussian::standard(2, 1).unwrap()).unwrap();
        let refused = one.with_flow(Coupling { length: 2, hidden: 4 }, &mut Random::new(0));
        assert!(refused.unwrap_err().to_string().contains("halves"));
    }
}
