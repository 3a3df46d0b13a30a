//! A model of one latent number, whose evidence and every ELBO are integrals that a grid takes.

use std::f64::consts::PI;

use tch::{Device, Kind, Tensor};
use vae_core::model::log_prior;
use vae_core::{Random, Result};

/// σ of both numbers of x.
const NOISE: f64 = 0.5;

/// Of z, on either side of 0, and of ε.
const REACH: (f64, f64) = (8.0, 6.0);

/// log p(x, z) of z ~ N(0, 1) and x ~ N((z, z² − 1), ½² I), row by row: x `[N, 2]`, z `[N]`.
fn log_joint(x: &Tensor, z: &Tensor) -> Result<Tensor> {
    let variance = NOISE * NOISE;
    let (first, second) = (x.f_select(1, 0)? - z, x.f_select(1, 1)? + 1.0 - z.square());
    let square = first.square() + second.square();
    let log_likelihood: Tensor = square * (-0.5 / variance) - (2.0 * PI * variance).ln();
    Ok(log_likelihood + log_prior(&z.f_unsqueeze(1)?)?)
}

/// Points from −half to half, `[G]`, and the logarithm of their distance.
fn axis(half: f64, points: i64) -> Result<(Tensor, f64)> {
    let points = points.max(2);
    let axis = Tensor::f_linspace(-half, half, points, (Kind::Double, Device::Cpu))?;
    Ok((axis, (2.0 * half / (points - 1) as f64).ln()))
}

/// `n` draws of x, the first of them put at (0.2, 0.8), between the humps: `[n, 2]`.
pub(super) fn draws(n: i64) -> Result<Tensor> {
    let normal = Random::new(41).standard_normal(&[3, n])?.f_to_kind(Kind::Double)?;
    let z = normal.f_get(0)?;
    let first = &z + normal.f_get(1)? * NOISE;
    let second = z.square() - 1.0 + normal.f_get(2)? * NOISE;
    let x = Tensor::f_stack(&[first, second], 1)?;
    x.f_get(0)?.f_copy_(&Tensor::f_from_slice(&[0.2, 0.8])?)?;
    Ok(x)
}

/// log p(x) of each datum, `[n]`.
pub(super) fn log_evidence(x: &Tensor) -> Result<Tensor> {
    let (z, cell) = axis(REACH.0, 1_601)?;
    let (n, g) = (x.size()[0], z.size()[0]);
    let at = x.f_repeat_interleave_self_int(g, 0, None)?;
    let joint = log_joint(&at, &z.f_repeat([n])?)?.f_view([n, g])?;
    Ok(joint.f_logsumexp(1, false)? + cell)
}

/// The ELBO of each datum, `[n]`, of the q that carries ε `[G]` to z and log q(z), each `[n · G]`,
/// datum by datum.
pub(super) fn elbos(
    x: &Tensor,
    points: i64,
    carry: impl Fn(&Tensor) -> Result<(Tensor, Tensor)>,
) -> Result<Tensor> {
    let (eps, cell) = axis(REACH.1, points)?;
    let (n, g) = (x.size()[0], eps.size()[0]);
    let share = (log_prior(&eps.f_unsqueeze(1)?)? + cell).exp(); // [G]
    let (z, log_q) = carry(&eps)?;
    let at = x.f_repeat_interleave_self_int(g, 0, None)?;
    let terms = (log_joint(&at, &z)? - log_q).f_view([n, g])? * share;
    Ok(terms.f_sum_dim_intlist(1, false, Kind::Double)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::DiagonalGaussian;
    use vae_core::model::LatentDistribution;

    #[test]
    fn the_evidence_of_our_datum_is_chapter_3as() {
        let x = draws(1).unwrap();
        // log ∫ N(z; 0, 1) N((0.2, 0.8); (z, z² − 1), ½² I) dz, by a sum of another kind.
        let f = |z: f64| {
            let square = (0.2 - z).powi(2) + (1.8 - z * z).powi(2);
            (-2.0 * square - 0.5 * z * z).exp() / (0.5 * PI) / (2.0 * PI).sqrt()
        };
        let simpson: f64 = (-4_000..4_000)
            .map(|i| [0.0, 0.5, 1.0].map(|part| f((f64::from(i) + part) * 1e-3)))
            .map(|[a, b, c]| (a + 4.0 * b + c) * 1e-3 / 6.0)
            .sum();
        let found = log_evidence(&x).unwrap().double_value(&[0]);
        assert!((found - simpson.ln()).abs() < 1e-9, "{found}");
    }

    #[test]
    fn a_gaussians_elbo_is_that_of_its_moments() {
        let x = draws(3).unwrap();
        let (mu, sigma) = (0.7, 0.4_f64);
        let carry = |eps: &Tensor| {
            let full = |value: f64| {
                Tensor::full([3 * eps.size()[0], 1], value, (Kind::Double, Device::Cpu))
            };
            let q = DiagonalGaussian::new(full(mu), full(2.0 * sigma.ln()))?;
            let draw = q.draw(&eps.repeat([3]).unsqueeze(1))?;
            Ok((draw.z.squeeze_dim(1), draw.log_q))
        };
        let found = elbos(&x, 2_401, carry).unwrap();
        let (m2, v) = (mu * mu, sigma * sigma);
        let fourth = m2 * m2 + 6.0 * m2 * v + 3.0 * v * v; // E[z⁴]
        for i in 0..3 {
            let [a, b] = [0, 1].map(|column| x.double_value(&[i, column]));
            let squares =
                (a - mu).powi(2) + v + (b + 1.0).powi(2) - 2.0 * (b + 1.0) * (m2 + v) + fourth;
            let entropy = 0.5 * (2.0 * PI * v).ln() + 0.5;
            let prior = -0.5 * (2.0 * PI).ln() - 0.5 * (m2 + v);
            let wanted = -(PI / 2.0).ln() - 2.0 * squares + prior + entropy;
            assert!((found.double_value(&[i]) - wanted).abs() < 1e-6);
        }
    }
}
