//! log p(x) of simulated images from above.

use tch::Tensor;
use vae_core::{Random, Result, Vae};

use crate::annealed::{anneal, checked};
use crate::chains::downwards;
use crate::{AnnealingConfig, Evidence};

/// The upper bound −log 1/C Σ 1/w of chains led the other way, from a true draw of p(z|x) to
/// q₀ (Grosse, Ghahramani & Adams, 2015, section 3): between it and
/// [`annealed_importance_sampling`](crate::annealed_importance_sampling) lies log p(x), on average.
/// Only simulated images have such a draw: z `[B, J]` from the prior, and x drawn from
/// [`Vae::decode`] of z.
///
/// ```
/// use vae_core::model::Architecture;
/// use vae_core::{Random, Vae, VaeConfig};
/// use vae_evidence::{AnnealingConfig, reverse_annealing};
///
/// let architecture = Architecture::mlp([20]);
/// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
/// let mut random = Random::new(1);
/// let z = random.standard_normal(&[3, 2])?;
/// let x = vae.decode(&z)?.sample(&mut random)?;
/// let config = AnnealingConfig { temperatures: 20, ..AnnealingConfig::default() };
/// let above = reverse_annealing(&vae, &x, &z, &config, &mut random)?;
/// assert_eq!(above.log_p.size(), [3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// As [`annealed_importance_sampling`](crate::annealed_importance_sampling), and where `z` is not
/// `[B, J]`.
pub fn reverse_annealing(
    vae: &Vae,
    x: &Tensor,
    z: &Tensor,
    config: &AnnealingConfig,
    random: &mut Random,
) -> Result<Evidence> {
    let moves = downwards(&config.schedule.betas(checked(config)?)?);
    let evidence = anneal(vae, x, Some(z), &moves, config, random)?.evidence()?;
    Ok(Evidence { log_p: -evidence.log_p, ..evidence })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annealed_importance_sampling;
    use crate::test_models::LinearModel;
    use tch::Kind;

    #[test]
    fn few_temperatures_bound_from_below_and_above() {
        let model = LinearModel::new(0.5, 0.5);
        let (z, x) = model.simulate(200, 1);
        let exact = model.log_p(&x).mean(Kind::Double).double_value(&[]);
        let of = |temperatures| {
            let config = AnnealingConfig {
                chains: 1,
                temperatures,
                leapfrog_steps: 5,
                ..AnnealingConfig::default()
            };
            let below =
                annealed_importance_sampling(&model.vae, &x, &config, &mut Random::new(2)).unwrap();
            let above =
                reverse_annealing(&model.vae, &x, &z, &config, &mut Random::new(3)).unwrap();
            let mean = |e: Evidence| e.log_p.mean(Kind::Double).double_value(&[]);
            (mean(below), mean(above))
        };
        let (below, above) = of(3);
        assert!(below < exact - 0.1 && exact + 0.1 < above, "{below} {exact} {above}");
        let closer = of(100);
        assert!(closer.0 > below && closer.1 < above);
        assert!(closer.1 - closer.0 < 0.3 * (above - below), "{closer:?} {below} {above}");
        assert!((closer.0 + closer.1 - 2.0 * exact).abs() < 0.3, "{closer:?} {exact}");
    }

    #[test]
    fn codes_of_other_images_are_refused() {
        let model = LinearModel::new(0.5, 0.5);
        let (z, x) = model.simulate(4, 1);
        let z = z.narrow(0, 0, 3);
        let config = AnnealingConfig::default();
        let error = reverse_annealing(&model.vae, &x, &z, &config, &mut Random::new(0));
        assert_eq!(error.unwrap_err().kind(), vae_core::ErrorKind::Shape);
    }
}
