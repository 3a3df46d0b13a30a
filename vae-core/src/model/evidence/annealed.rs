//! log p(x) by annealed importance sampling.

use tch::Tensor;

use super::chains::{Chains, Move, upwards};
use super::importance::rows;
use super::weights::WeightSums;
use super::{AnnealingConfig, Evidence};
use crate::error::Result;
use crate::model::Vae;
use crate::model::check::check_like;
use crate::random::Random;

impl Vae {
    /// log p̂(x) = log 1/C Σ w of C chains, each led along f_β = q₀^(1−β) (p(z) p(x|z))^β with
    /// log w = Σₜ (βₜ − βₜ₋₁) (log p(x, zₜ₋₁) − log q₀(zₜ₋₁)) (Neal, 2001, equation 11; Wu, Burda,
    /// Salakhutdinov & Grosse, 2017, section 2.2), for images `[B, D]`; nats. E\[w\] = p(x), so
    /// that on average it is a lower bound, whatever q₀ and the trajectories are.
    ///
    /// Step sizes are found by [`pilots`](AnnealingConfig::pilots), chains that count for nothing
    /// else: steps that learnt from the chains themselves would make E\[w\] another number.
    ///
    /// ```
    /// use vae_core::model::{AnnealingConfig, Architecture};
    /// use vae_core::{Random, Vae, VaeConfig};
    ///
    /// let architecture = Architecture::mlp([20]);
    /// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
    /// let x = vae.generate(3, &mut Random::new(1))?;
    /// let config = AnnealingConfig { temperatures: 20, ..AnnealingConfig::default() };
    /// let evidence = vae.evidence_by_annealing(&x, &config, &mut Random::new(2))?;
    /// assert_eq!(evidence.log_p.size(), [3]);
    /// # Ok::<(), vae_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for settings that make no sense, or a start from a
    /// q(z|x) that is no Gaussian; those of [`check_images`](Self::check_images);
    /// [`ErrorKind::NotFinite`](crate::ErrorKind) where the model's weights make no numbers.
    pub fn evidence_by_annealing(
        &self,
        x: &Tensor,
        config: &AnnealingConfig,
        random: &mut Random,
    ) -> Result<Evidence> {
        let moves = upwards(&config.schedule.betas(checked(config)?)?);
        self.anneal(x, None, &moves, config, random)?.evidence()
    }

    /// The weights of all chains, from given codes or from q₀.
    pub(super) fn anneal(
        &self,
        x: &Tensor,
        z: Option<&Tensor>,
        moves: &[Move],
        config: &AnnealingConfig,
        random: &mut Random,
    ) -> Result<WeightSums> {
        self.check_images("annealed importance sampling", x)?;
        let images = x.size()[0];
        if let Some(z) = z {
            let wanted = Tensor::f_empty([images, self.config().latent], (x.kind(), x.device()))?;
            check_like("annealed importance sampling (z)", z, &wanted)?;
        }
        tch::no_grad(|| {
            let ahead = Chains::new(self, x, z, config, config.pilots)?;
            let steps = ahead.learn_steps(moves, random)?;
            let mut sums = WeightSums::new(images)?;
            let mut left = config.chains;
            while left > 0 {
                let copies = (rows(self) / images.max(1)).clamp(1, left);
                let chains = Chains::new(self, x, z, config, copies)?;
                sums.add(&chains.log_weights(moves, &steps, random)?)?;
                left -= copies;
            }
            Ok(sums)
        })
    }
}

/// T, of settings that make sense.
pub(super) fn checked(config: &AnnealingConfig) -> Result<i64> {
    config.validate()?;
    Ok(config.temperatures)
}

#[cfg(test)]
mod tests {
    use super::super::test_models::{LinearModel, plane};
    use super::super::{Schedule, Start};
    use super::*;
    use crate::model::{Posterior, VaeConfig};

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
        let plain = model.vae.evidence(&x, 30, &mut Random::new(2)).unwrap();
        let mut random = Random::new(2);
        let once = config(30, 1);
        // The pilots draw their places, and have no move to learn from.
        let annealed =
            model.vae.anneal(&x, None, &upwards(&[0.0, 1.0]), &once, &mut random).unwrap();
        let mut ahead = Random::new(2);
        let _ = ahead.standard_normal(&[2 * 4, 3]).unwrap();
        let after_pilots = model.vae.evidence(&x, 30, &mut ahead).unwrap();
        let annealed = annealed.evidence().unwrap();
        assert!(largest(&(&annealed.log_p - after_pilots.log_p)) < 1e-9);
        assert!(largest(&(annealed.log_p - plain.log_p)) > 1e-4);
    }

    #[test]
    fn it_is_right_where_importance_sampling_is_not() {
        let model = LinearModel::new(2.0, 0.3);
        let (_, x) = model.simulate(6, 1);
        let exact = model.log_p(&x);
        let plain = model.vae.evidence(&x, 1_600, &mut Random::new(2)).unwrap();
        assert!(largest(&(plain.log_p - &exact)) > 1.0);
        for start in [Start::Posterior, Start::Prior] {
            let config = AnnealingConfig { start, ..config(64, 300) };
            let e = model.vae.evidence_by_annealing(&x, &config, &mut Random::new(3)).unwrap();
            let errors = (&e.log_p - &exact) / &e.standard_error;
            assert!(largest(&errors) < 4.0, "{start:?} {errors:?} {:?}", e.standard_error);
            assert!(largest(&e.standard_error) < 0.2, "{start:?} {:?}", e.standard_error);
        }
    }

    #[test]
    fn it_is_the_integral_over_the_plane() {
        let (vae, x, log_p) = plane();
        let config = AnnealingConfig { schedule: Schedule::Linear, ..config(64, 200) };
        let e = vae.evidence_by_annealing(&x, &config, &mut Random::new(2)).unwrap();
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
            vae.evidence_by_annealing(&x, &config(4, 10), random).unwrap().log_p
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
            vae.evidence_by_annealing(&x, &config, &mut Random::new(0))
        };
        assert!(of(Start::Posterior).unwrap_err().to_string().contains("start from the prior"));
        assert_eq!(of(Start::Prior).unwrap().images(), 1);
    }
}
