//! log p(x) by an integral over the plane.

use tch::{Device, Kind, Tensor};
use vae_core::model::log_prior;
use vae_core::{Error, Result, Vae};

use crate::importance::check_count;

/// Half the side of the square over which the integral goes: beyond it lies 10⁻⁸ of the prior.
const HALF: f64 = 6.0;

/// log p(x) = log ∫ p(x|z) p(z) dz of a model with two latent dimensions and Bernoulli pixels, by a
/// sum over the middles of `side` × `side` cells of the square from −6 to 6, for images `[B, D]`:
/// `[B]` nats, float64 on the CPU. With a model of the thesis's size, 400 to a side are within
/// 0.001 nats of 800 on average.
///
/// ```
/// use vae_core::{Random, Vae, VaeConfig};
/// use vae_evidence::in_the_plane;
///
/// let vae = Vae::new(VaeConfig::default(), 0)?; // J = 2
/// let x = Random::new(1).uniform(&[3, 784])?;
/// assert_eq!(in_the_plane(&vae, &x, 50)?.size(), [3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for a model of another number of dimensions or of
/// pixels without logits, or a side below 1; those of [`Vae::check_images`].
pub fn in_the_plane(vae: &Vae, x: &Tensor, side: i64) -> Result<Tensor> {
    check_count("side", side, 10_000)?;
    if vae.config().latent != 2 {
        let remedy = "the grid is one of the plane: choose a model with two latent dimensions";
        return Err(Error::config("latent", vae.config().latent, remedy));
    }
    vae.check_images("the integral over the plane", x)?;
    let cell = 2.0 * HALF / side as f64;
    let ends = (-HALF + cell / 2.0, HALF - cell / 2.0);
    let axis = Tensor::f_linspace(ends.0, ends.1, side, (vae.kind(), vae.device()))?;
    tch::no_grad(|| {
        let mut sum = Tensor::f_full([x.size()[0]], f64::NEG_INFINITY, (Kind::Double, x.device()))?;
        for row in 0..side {
            let z2 = axis.f_get(row)?.f_expand([side], false)?;
            let log_joint = of_codes(vae, x, &Tensor::f_stack(&[&axis, &z2], 1)?)?; // [B, side]
            let log_joint = log_joint.f_to_kind(Kind::Double)?;
            sum = sum.f_logaddexp(&log_joint.f_logsumexp(1, false)?)?;
        }
        Ok((sum + 2.0 * cell.ln()).f_to_device(Device::Cpu)?)
    })
}

/// log p(x, z) of every image with every code, `[B, K]`: one product of matrices, as Σ over pixels
/// of x ℓ − softplus(ℓ).
fn of_codes(vae: &Vae, x: &Tensor, z: &Tensor) -> Result<Tensor> {
    let pixels = vae.decode(z)?;
    let Some(logits) = pixels.logits() else {
        let remedy = "the grid needs pixels with logits, as the Bernoulli's are";
        return Err(Error::config("likelihood", vae.config().likelihood, remedy));
    };
    let empty = logits.f_softplus()?.f_sum_dim_intlist(1, false, logits.kind())?; // [K]
    Ok(x.f_matmul(&logits.f_tr()?)? - empty + log_prior(z)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_models::plane;
    use vae_core::{Likelihood, VaeConfig};

    #[test]
    fn it_is_the_sum_over_another_grid() {
        let (vae, x, log_p) = plane();
        let found = in_the_plane(&vae, &x, 400).unwrap();
        let apart = (found - log_p).abs().max().double_value(&[]);
        assert!(apart < 1e-4, "{apart}");
    }

    #[test]
    fn what_has_no_such_integral_is_refused() {
        let of = |config| {
            let vae = Vae::new(config, 0).unwrap();
            let x = vae.generate(1, &mut vae_core::Random::new(0)).unwrap();
            in_the_plane(&vae, &x, 5).unwrap_err().to_string()
        };
        assert!(of(VaeConfig { latent: 3, ..VaeConfig::default() }).starts_with("latent = 3"));
        let gaussian = Likelihood::GaussianLearned;
        assert!(of(VaeConfig { likelihood: gaussian, ..VaeConfig::default() }).contains("logits"));
        let (vae, x, _) = plane();
        assert!(in_the_plane(&vae, &x, 0).is_err() && in_the_plane(&vae, &(&x + 1.0), 5).is_err());
    }
}
