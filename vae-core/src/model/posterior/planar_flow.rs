//! Planar flows: a Gaussian pushed and pulled along planes, so that q(z|x) need not be one.

use tch::Tensor;
use vae_base::Result;

use super::{DiagonalGaussian, Draw, LatentDistribution, PosteriorModel};
use crate::model::check::{check_exactly, options};

/// The encoder tells the Gaussian and every flow.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) length: i64,
}

impl PosteriorModel for Model {
    fn heads(&self, latent: i64) -> Vec<(&'static str, i64)> {
        let k = self.length;
        let flow = [
            ("flow_u", k.saturating_mul(latent)),
            ("flow_w", k.saturating_mul(latent)),
            ("flow_b", k),
        ];
        let gaussian = [("mu", latent), ("log_var", latent)];
        gaussian.into_iter().chain(flow.into_iter().filter(|head| head.1 > 0)).collect()
    }

    fn is_gaussian(&self) -> bool {
        self.length == 0
    }

    fn distribution(&self, heads: Vec<Tensor>) -> Result<Box<dyn LatentDistribution>> {
        let mut heads = heads.into_iter();
        let mut next = || heads.next().unwrap_or_default();
        let base = DiagonalGaussian::new(next(), next())?;
        if self.length == 0 {
            return Ok(Box::new(base));
        }
        Ok(Box::new(PlanarFlow::new(base, &next(), &next(), &next())?))
    }
}

/// z = f_K(… f₁(z₀)) with z₀ ~ N(μ, diag σ²) and f(z) = z + û tanh(wᵀz + b)
/// (Rezende & Mohamed, 2015, equation 10).
///
/// log q(z) = log q₀(z₀) − Σ log |1 + ûᵀψ(z)| with ψ(z) = (1 − tanh²(wᵀz + b)) w (their equations
/// 11 to 13); û = u + (m(wᵀu) − wᵀu) w / ‖w‖² with m(a) = −1 + log(1 + eᵃ) keeps each f invertible
/// (their appendix A.1).
///
/// ```
/// use tch::{Device, Kind, Tensor};
/// use vae_core::model::{DiagonalGaussian, LatentDistribution, PlanarFlow};
/// use vae_core::Random;
///
/// let zeros = |columns| Tensor::zeros([5, columns], (Kind::Float, Device::Cpu));
/// let base = DiagonalGaussian::new(zeros(2), zeros(2))?;
/// let flow = PlanarFlow::new(base, &(zeros(6) + 0.5), &(zeros(6) + 1.0), &zeros(3))?; // K = 3
/// let draw = flow.draw(&Random::new(0).standard_normal(&[5, 2])?)?;
/// assert_eq!((draw.z.size(), draw.log_q.size()), (vec![5, 2], vec![5]));
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct PlanarFlow {
    base: DiagonalGaussian,
    /// û, w `[B, J]` and b `[B, 1]` of each flow.
    flows: Vec<[Tensor; 3]>,
}

impl PlanarFlow {
    /// From the Gaussian `[B, J]`, and u `[B, K·J]`, w `[B, K·J]`, b `[B, K]` of K flows.
    ///
    /// # Errors
    /// Where the shapes do not fit each other.
    pub fn new(base: DiagonalGaussian, u: &Tensor, w: &Tensor, b: &Tensor) -> Result<Self> {
        base.check()?;
        let latent = base.mu.size()[1];
        let length = b.size().last().copied().unwrap_or(0);
        let (rows, columns) = (base.mu.size()[0], length.saturating_mul(latent));
        let kind = options(&base.mu)?;
        check_exactly("a planar flow's b", b, &[rows, length], kind)?;
        check_exactly("a planar flow's u", u, &[rows, columns], kind)?;
        check_exactly("a planar flow's w", w, &[rows, columns], kind)?;
        let flows = (0..length).map(|k| {
            let part = |t: &Tensor| t.f_narrow(1, k * latent, latent);
            let (u, w) = (part(u)?, part(w)?);
            Ok([invertible(&u, &w)?, w, b.f_narrow(1, k, 1)?])
        });
        let flows = flows.collect::<Result<_>>()?;
        Ok(Self { base, flows })
    }

    /// From z₀ to z, with the sum of log |det| of the way, `[B]`.
    fn carry(&self, z: Tensor) -> Result<(Tensor, Tensor)> {
        let mut log_det = z.f_zeros_like()?.f_sum_dim_intlist(1, false, z.kind())?;
        let mut z = z;
        for [u, w, b] in &self.flows {
            let h = (dot(w, &z)? + b).f_tanh()?; //                          [B, 1]
            let stretch: Tensor = (1.0 - h.square()) * dot(u, w)? + 1.0; //  1 + ûᵀψ(z) > 0
            log_det = log_det.f_add(&stretch.f_log()?.f_squeeze_dim(1)?)?;
            z = z.f_add(&(u * h))?;
        }
        Ok((z, log_det))
    }
}

/// û of u: wᵀû ≥ −1.
fn invertible(u: &Tensor, w: &Tensor) -> Result<Tensor> {
    let along = dot(w, u)?; //                                               [B, 1]
    let length = w.square().f_sum_dim_intlist(1, true, w.kind())? + 1e-12;
    Ok(u + (along.f_softplus()? - 1.0 - along) * w / length)
}

/// Row by row, `[B, 1]`.
fn dot(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    Ok((a * b).f_sum_dim_intlist(1, true, a.kind())?)
}

impl LatentDistribution for PlanarFlow {
    fn draw(&self, eps: &Tensor) -> Result<Draw> {
        let Draw { z, log_q } = self.base.draw(eps)?;
        let (z, log_det) = self.carry(z)?;
        Ok(Draw { z, log_q: log_q - log_det })
    }

    /// Where μ is carried to.
    fn centre(&self) -> Result<Tensor> {
        Ok(self.carry(self.base.mu.shallow_clone())?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;
    use vae_base::Random;

    /// A flow in the plane, the same in each of `rows` rows.
    fn flow(rows: i64, length: i64, seed: u64) -> PlanarFlow {
        let mut random = Random::new(seed);
        let mut numbers = |n: i64| {
            let row = random.standard_normal(&[1, n]).unwrap() * 1.5;
            row.to_kind(Kind::Double).repeat([rows, 1])
        };
        let base = DiagonalGaussian::new(numbers(2), numbers(2) * 0.3).unwrap();
        let (u, w, b) = (numbers(2 * length), numbers(2 * length), numbers(length));
        PlanarFlow::new(base, &u, &w, &b).unwrap()
    }

    #[test]
    fn the_density_is_that_of_the_map_by_its_jacobian() {
        let flow = flow(1, 4, 1);
        let eps = Tensor::from_slice(&[0.3, -0.8]).view([1, 2]);
        let draw = flow.draw(&eps).unwrap();
        // ∂z/∂ε by central differences; log q(z) = log N(ε) − log |det|.
        let step = 1e-5;
        let column = |i: i64| {
            let mut way = [0.0; 2];
            way[i as usize] = step;
            let way = Tensor::from_slice(&way).view([1, 2]);
            let at = |eps: Tensor| flow.draw(&eps).unwrap().z;
            Vec::<f64>::try_from(((at(&eps + &way) - at(&eps - &way)) / (2.0 * step)).view(-1))
                .unwrap()
        };
        let (a, b) = (column(0), column(1));
        let det = a[0] * b[1] - a[1] * b[0];
        let normal = super::super::log_prior(&eps).unwrap().double_value(&[0]);
        let expected = normal - det.abs().ln();
        assert!((draw.log_q.double_value(&[0]) - expected).abs() < 1e-7);
    }

    #[test]
    fn it_integrates_to_one() {
        // ∫ q = E_p[q/p] needs q's inverse; E_q[N(z; 0, 9 I) / q(z)] = 1 does not.
        let n = 200_000;
        let flow = flow(n, 3, 2);
        let eps = Random::new(5).standard_normal(&[n, 2]).unwrap().to_kind(Kind::Double);
        let draw = flow.draw(&eps).unwrap();
        let narrow =
            DiagonalGaussian::new(flow.centre().unwrap(), draw.z.zeros_like() - 3.0).unwrap();
        let ratio = (narrow.log_prob(&draw.z).unwrap() - draw.log_q).exp();
        let mean = ratio.mean(Kind::Double).double_value(&[]);
        let error = ratio.std(true).double_value(&[]) / (n as f64).sqrt();
        assert!((mean - 1.0).abs() < 4.0 * error && error < 0.05, "{mean} ± {error}");
    }

    #[test]
    fn a_flow_of_no_length_is_its_gaussian() {
        let model = Model { length: 0 };
        assert_eq!(model.heads(3), [("mu", 3), ("log_var", 3)]);
        let zeros = || Tensor::zeros([2, 3], (Kind::Float, tch::Device::Cpu));
        let q = model.distribution(vec![zeros(), zeros()]).unwrap();
        assert!(q.as_gaussian().is_some() && q.kl().unwrap().is_some());
        assert!(model.is_gaussian() && !Model { length: 1 }.is_gaussian());
    }

    /// Weights of a file mean what they meant: z = z₀ + û tanh(wᵀz₀ + b).
    #[test]
    fn a_step_is_the_papers() {
        let row = |numbers: &[f64]| Tensor::from_slice(numbers).view([1, -1]);
        let base = DiagonalGaussian::new(row(&[0.5, -1.0]), row(&[0.0, 0.0])).unwrap();
        let (u, w) = (row(&[2.0, 0.5]), row(&[1.0, 3.0]));
        let flow = PlanarFlow::new(base, &u, &w, &row(&[0.7])).unwrap();
        let along = 2.0 + 1.5_f64;
        let more = (1.0 + along.exp()).ln() - 1.0 - along; // m(wᵀu) − wᵀu
        let u = [2.0 + more * 1.0 / 10.0, 0.5 + more * 3.0 / 10.0];
        let h = (0.5 - 3.0 + 0.7_f64).tanh();
        let z = Vec::<f64>::try_from(flow.centre().unwrap().view(-1)).unwrap();
        assert!((z[0] - (0.5 + u[0] * h)).abs() < 1e-9, "{z:?}");
        assert!((z[1] - (-1.0 + u[1] * h)).abs() < 1e-9, "{z:?}");
    }
}
