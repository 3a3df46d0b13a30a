//! log p(x) by annealed importance sampling.

use tch::Tensor;
use vae_core::{Error, Random, Result, Vae};

use crate::chains::{Chains, Move, upwards};
use crate::importance::rows;
use crate::weights::WeightSums;
use crate::{AnnealingConfig, Evidence};

/// log p̂(x) = log 1/C Σ w of C chains, each led along f_β = q₀^(1−β) (p(z) p(x|z))^β with
/// log w = Σₜ (βₜ − βₜ₋₁) (log p(x, zₜ₋₁) − log q₀(zₜ₋₁)) (Neal, 2001, equation 11; Wu, Burda,
/// Salakhutdinov & Grosse, 2017, section 2.2), for images `[B, D]`; nats. E\[w\] = p(x), so
/// that on average it is a lower bound, whatever q₀ and the trajectories are.
///
/// Step sizes are found by [`pilots`](AnnealingConfig::pilots), chains that count for nothing
/// else: steps that learnt from the chains themselves would make E\[w\] another number.
///
/// ```
/// use vae_core::model::Architecture;
/// use vae_core::{Random, Vae, VaeConfig};
/// use vae_evidence::{AnnealingConfig, annealed_importance_sampling};
///
/// let architecture = Architecture::mlp([20]);
/// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
/// let x = vae.generate(3, &mut Random::new(1))?;
/// let config = AnnealingConfig { temperatures: 20, ..AnnealingConfig::default() };
/// let evidence = annealed_importance_sampling(&vae, &x, &config, &mut Random::new(2))?;
/// assert_eq!(evidence.log_p.size(), [3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for settings that make no sense, or a start from a
/// q(z|x) that is no Gaussian; those of [`Vae::check_images`];
/// [`ErrorKind::NotFinite`](vae_core::ErrorKind) where the model's weights make no numbers.
pub fn annealed_importance_sampling(
    vae: &Vae,
    x: &Tensor,
    config: &AnnealingConfig,
    random: &mut Random,
) -> Result<Evidence> {
    let moves = upwards(&config.schedule.betas(checked(config)?)?);
    anneal(vae, x, None, &moves, config, random)?.evidence()
}

/// The weights of all chains, from given codes or from q₀.
pub(crate) fn anneal(
    vae: &Vae,
    x: &Tensor,
    z: Option<&Tensor>,
    moves: &[Move],
    config: &AnnealingConfig,
    random: &mut Random,
) -> Result<WeightSums> {
    vae.check_images("annealed importance sampling", x)?;
    let images = x.size()[0];
    if let Some(z) = z {
        check_codes(vae, z, images)?;
    }
    tch::no_grad(|| {
        let ahead = Chains::new(vae, x, z, config, config.pilots)?;
        let steps = ahead.learn_steps(moves, random)?;
        let mut sums = WeightSums::new(images)?;
        let mut left = config.chains;
        while left > 0 {
            let copies = (rows(vae) / images.max(1)).clamp(1, left);
            let chains = Chains::new(vae, x, z, config, copies)?;
            sums.add(&chains.log_weights(moves, &steps, random)?)?;
            left -= copies;
        }
        Ok(sums)
    })
}

/// `z` holds a code of each image, in the model's own precision.
fn check_codes(vae: &Vae, z: &Tensor, images: i64) -> Result<()> {
    let operation = "annealed importance sampling (z)";
    let size = [images, vae.config().latent];
    if z.size() != size {
        return Err(Error::shape(operation, format!("{size:?}"), z.size()));
    }
    let wanted = (vae.kind(), vae.device());
    match (z.f_kind()?, z.device()) == wanted {
        true => Ok(()),
        false => Err(Error::element_type(
            operation,
            format!("{:?} on {:?}", wanted.0, wanted.1),
            format!("{:?} on {:?}", z.kind(), z.device()),
        )),
    }
}

/// T, of settings that make sense.
pub(crate) fn checked(config: &AnnealingConfig) -> Result<i64> {
    config.validate()?;
    Ok(config.temperatures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_models::{LinearModel, plane};
    use crate::{Schedule, Start, importance_sampling};
    use vae_core::model::{Posterior, VaeConfig};

    fn largest(t: &Tensor) -> f64 {
        t.abs().max().double_value(&[])
    }

    fn config(chains: i64, temperatures: i64) -> AnnealingConfig {
        AnnealingConfig { chains, temperatures, leapfrog_steps: 5, ..AnnealingConfig::default() }
    }

    #[test]
    fn one_temperature_is_importance_sampling() {
        let model = LinearModel::new(0.1, 1.6);
        let (_, x) = model.simulate(4, 1);
        let plain = importance_sampling(&model.vae, &x, 30, &mut Random::new(2)).unwrap();
        let mut random = Random::new(2);
        let once = config(30, 1);
        // The pilots draw their places, and have no move to learn from.
        let annealed =
            anneal(&model.vae, &x, None, &upwards(&[0.0, 1.0]), &once, &mut random).unwrap();
        let mut ahead = Random::new(2);
        let _ = ahead.standard_normal(&[2 * 4, 3]).unwrap();
        let after_pilots = importance_sampling(&model.vae, &x, 30, &mut ahead).unwrap();
        let annealed = annealed.evidence().unwrap();
        assert!(largest(&(&annealed.log_p - after_pilots.log_p)) < 1e-9);
        assert!(largest(&(annealed.log_p - plain.log_p)) > 1e-4);
    }

    #[test]
    fn it_is_right_where_importance_sampling_is_not() {
        let model = LinearModel::new(2.0, 0.3);
        let (_, x) = model.simulate(6, 1);
        let exact = model.log_p(&x);
        let plain = importance_sampling(&model.vae, &x, 1_600, &mut Random::new(2)).unwrap();
        assert!(largest(&(plain.log_p - &exact)) > 1.0);
        for start in [Start::Posterior, Start::Prior] {
            let config = AnnealingConfig { start, ..config(64, 300) };
            let e =
                annealed_importance_sampling(&model.vae, &x, &config, &mut Random::new(3)).unwrap();
            let errors = (&e.log_p - &exact) / &e.standard_error;
            assert!(largest(&errors) < 4.0, "{start:?} {errors:?} {:?}", e.standard_error);
            assert!(largest(&e.standard_error) < 0.2, "{start:?} {:?}", e.standard_error);
        }
    }

    #[test]
    fn it_is_the_integral_over_the_plane() {
        let (vae, x, log_p) = plane();
        let config = AnnealingConfig { schedule: Schedule::Linear, ..config(64, 200) };
        let e = annealed_importance_sampling(&vae, &x, &config, &mut Random::new(2)).unwrap();
        let errors = (&e.log_p - &log_p) / &e.standard_error;
        assert!(
            largest(&errors) < 4.0 && largest(&e.standard_error) < 0.15,
            "{errors:?} {:?}",
            e.standard_error
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_bits() {
        let (vae, x, _) = plane();
        let of = |seed| {
            let random = &mut Random::new(seed);
            annealed_importance_sampling(&vae, &x, &config(4, 10), random).unwrap().log_p
        };
        assert!(of(1).equal(&of(1)) && !of(1).equal(&of(2)));
    }

    #[test]
    fn a_flow_starts_from_the_prior() {
        let posterior = Posterior::PlanarFlow { length: 2 };
        let vae = Vae::new(VaeConfig { posterior, ..VaeConfig::default() }, 0).unwrap();
        let x = vae.generate(1, &mut Random::new(1)).unwrap();
        let of = |start| {
            let config = AnnealingConfig { start, ..config(2, 3) };
            annealed_importance_sampling(&vae, &x, &config, &mut Random::new(0))
        };
        assert!(of(Start::Posterior).unwrap_err().to_string().contains("start from the prior"));
        assert_eq!(of(Start::Prior).unwrap().images(), 1);
    }
}
