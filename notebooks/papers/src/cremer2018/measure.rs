//! One batch of images: the encoder's q, the best Gaussian, the best flow, and log p(x).

use tch::{Device, Kind, Tensor};
use vae_core::{DiagonalGaussian, Purpose, Random, Result, Vae};
use vae_evidence::local::{self, LocalPosterior};
use vae_evidence::{annealed_importance_sampling, in_the_plane, reverse_annealing};

use super::gaps::{Checks, Levels};
use super::protocol::Measures;

/// Of each batch and of the checks.
const STREAMS: u64 = 8;

/// What the climb's start has more in log σ² than the encoder's q: from a wider one other summits
/// are in sight.
const WIDER: f64 = 2.0;

/// Where the streams of the checks begin.
const OF_CHECKS: u64 = 1 << 40;

/// The levels of images `[B, D]`, all four of them or the first two; log p(x) by a grid where codes
/// have two numbers. No other batch of the model has the number `batch`.
pub(super) fn levels(
    vae: &Vae,
    x: &Tensor,
    batch: u64,
    all: bool,
    how: &Measures,
) -> Result<Levels> {
    let stream = |k| Random::stream(0, Purpose::Evidence, STREAMS * batch + k);
    let bounds = |q: &LocalPosterior| local::bounds(vae, x, q, how.samples, &mut stream(0));

    let q = tch::no_grad(|| vae.encode(x))?;
    let wider = DiagonalGaussian::new(q.mu.shallow_clone(), &q.log_var + WIDER)?;
    let encoder = numbers(&bounds(&LocalPosterior::gaussian(q)?)?.elbo)?;
    let start = LocalPosterior::gaussian(wider)?;
    let best = local::fit(vae, x, start, &how.gaussian, &mut stream(1))?;
    let gaussian = numbers(&bounds(&best)?.elbo)?;
    if !all {
        return Ok(Levels { encoder, gaussian, ..Levels::default() });
    }
    let bent = best.with_flow(how.coupling, &mut stream(2))?;
    let best = local::fit(vae, x, bent, &how.flow, &mut stream(3))?;
    let flow = numbers(&bounds(&best)?.elbo)?;
    let log_p = match vae.config().latent {
        2 => in_the_plane(vae, x, how.grid)?,
        _ => annealed_importance_sampling(vae, x, &how.annealing, &mut stream(4))?.log_p,
    };
    Ok(Levels { encoder, gaussian, flow, log_p: numbers(&log_p)? })
}

/// Annealing where the truth is known: by a grid for images `[B, D]`, if codes have two
/// numbers; between two bounds for images that the model makes.
pub(super) fn checks(vae: &Vae, x: &Tensor, how: &Measures) -> Result<Checks> {
    let stream = |k| Random::stream(0, Purpose::Evidence, OF_CHECKS + k);
    let mut grid = Vec::new();
    if vae.config().latent == 2 {
        for (batch, x) in x.f_split(how.batch as i64, 0)?.iter().enumerate() {
            let random = &mut stream(STREAMS + batch as u64);
            let found = annealed_importance_sampling(vae, x, &how.in_the_plane, random)?;
            grid.extend(numbers(&(found.log_p - in_the_plane(vae, x, how.grid)?))?);
        }
    }
    let mut random = stream(0);
    let z = random.standard_normal(&[how.simulated as i64, vae.config().latent])?;
    let z = vae.to_model_device(&z)?;
    let made = tch::no_grad(|| vae.decode(&z)?.sample(&mut random))?;
    let below = annealed_importance_sampling(vae, &made, &how.annealing, &mut stream(1))?;
    let above = reverse_annealing(vae, &made, &z, &how.annealing, &mut stream(2))?;
    Ok(Checks { grid, below: numbers(&below.log_p)?, above: numbers(&above.log_p)? })
}

/// Nats, to the ten-thousandth.
fn numbers(nats: &Tensor) -> Result<Vec<f64>> {
    let all = Vec::<f64>::try_from(nats.f_to_device(Device::Cpu)?.f_to_kind(Kind::Double)?)?;
    Ok(all.into_iter().map(|x| (x * 1e4).round() / 1e4).collect())
}
