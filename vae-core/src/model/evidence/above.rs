//! log p(x) of simulated images from above.

use tch::Tensor;

use super::annealed::checked;
use super::chains::downwards;
use super::{AnnealingConfig, Evidence};
use crate::error::Result;
use crate::model::Vae;
use crate::random::Random;

impl Vae {
    /// The upper bound −log 1/C Σ 1/w of chains led the other way, from a true draw of p(z|x) to
    /// q₀ (Grosse, Ghahramani & Adams, 2015, section 3): between it and
    /// [`evidence_by_annealing`](Self::evidence_by_annealing) lies log p(x), on average. Only
    /// simulated images have such a draw: z `[B, J]` from the prior, and x drawn from
    /// [`decode`](Self::decode)(z).
    ///
    /// ```
    /// use vae_core::model::{AnnealingConfig, Architecture};
    /// use vae_core::{Random, Vae, VaeConfig};
    ///
    /// let architecture = Architecture::mlp([20]);
    /// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
    /// let mut random = Random::new(1);
    /// let z = random.standard_normal(&[3, 2])?;
    /// let x = vae.decode(&z)?.sample(&mut random)?;
    /// let config = AnnealingConfig { temperatures: 20, ..AnnealingConfig::default() };
    /// let above = vae.evidence_from_above(&x, &z, &config, &mut random)?;
    /// assert_eq!(above.log_p.size(), [3]);
    /// # Ok::<(), vae_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`evidence_by_annealing`](Self::evidence_by_annealing), and where `z` is not `[B, J]`.
    pub fn evidence_from_above(
        &self,
        x: &Tensor,
        z: &Tensor,
        config: &AnnealingConfig,
        random: &mut Random,
    ) -> Result<Evidence> {
        let moves = downwards(&config.schedule.betas(checked(config)?)?);
        let evidence = self.anneal(x, Some(z), &moves, config, random)?.evidence()?;
        Ok(Evidence { log_p: -evidence.log_p, ..evidence })
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_models::LinearModel;
    use super::*;
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
            let below = model.vae.evidence_by_annealing(&x, &config, &mut Random::new(2)).unwrap();
            let above =
                model.vae.evidence_from_above(&x, &z, &config, &mut Random::new(3)).unwrap();
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
        let error = model.vae.evidence_from_above(&x, &z, &config, &mut Random::new(0));
        assert_eq!(error.unwrap_err().kind(), crate::ErrorKind::Shape);
    }
}
