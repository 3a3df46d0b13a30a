//! Hamiltonian Monte Carlo: one trajectory of each chain, accepted or not.

use tch::{Kind, Tensor};
use vae_core::{Random, Result};

use crate::path::{Path, Place};

/// Each trajectory's step size is this share longer or shorter at the most, lest a trajectory be a
/// whole turn of the Gaussian around which it swings (Neal, 2011, section 5.4.2.2).
const JITTER: f64 = 0.2;

/// Moves every chain by a trajectory that leaves f_β as it is, with momenta from N(0, I) and
/// H(u, v) = −log f_β(u) + ½ ‖v‖² (Neal, 2011, sections 5.2.3 and 5.3). `step` is `[N, 1]`.
/// Returns where chains are then, and with which probability each was to move, `[N]`.
pub(crate) fn trajectory(
    path: &Path,
    from: Place,
    beta: f64,
    step: &Tensor,
    leapfrog_steps: i64,
    random: &mut Random,
) -> Result<(Place, Tensor)> {
    let chains = step.size()[0];
    let jitter = path.vae().to_model_device(&random.uniform(&[chains, 1])?)?;
    let step = step * (jitter * (2.0 * JITTER) + (1.0 - JITTER));
    let momentum = path.vae().to_model_device(&random.standard_normal(&path.size())?)?;
    let threshold = path.vae().to_model_device(&random.uniform(&[chains])?)?;

    let before = path.log_density(&from, beta)? - kinetic(&momentum)?;
    let (to, momentum) = leapfrog(path, &from, momentum, beta, &step, leapfrog_steps)?;
    let after = path.log_density(&to, beta)? - kinetic(&momentum)?;

    let probability = (after - before).f_clamp_max(0.0)?.f_exp()?;
    let probability = probability.f_nan_to_num(0.0, 0.0, 0.0)?; // where it left all numbers
    let taken = threshold.f_lt_tensor(&probability)?;
    Ok((from.or(to, &taken)?, probability))
}

/// ½ ‖v‖² of each row, `[N]`.
fn kinetic(momentum: &Tensor) -> Result<Tensor> {
    let squares = momentum.f_square()?;
    Ok(squares.f_sum_dim_intlist(1, false, None::<Kind>)? * 0.5)
}

/// Half a step of the momentum, whole steps in turn, half a step of the momentum.
fn leapfrog(
    path: &Path,
    from: &Place,
    momentum: Tensor,
    beta: f64,
    step: &Tensor,
    steps: i64,
) -> Result<(Place, Tensor)> {
    let half = step * 0.5;
    let mut momentum = momentum + &half * from.slope(beta);
    let mut place = path.at(&from.u + step * &momentum)?;
    for _ in 1..steps {
        momentum += step * place.slope(beta);
        place = path.at(&place.u + step * &momentum)?;
    }
    momentum += half * place.slope(beta);
    Ok((place, momentum))
}
