//! log p(x) of all images of a set.

use std::fmt;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::importance::{check_samples, importance_sampling};
use crate::{AnnealingConfig, Evidence, annealed_importance_sampling};
use vae_core::dataset::ImageSet;
use vae_core::{Purpose, Random, Result, Vae};

/// Codes: about a second's work of the thesis's decoder on two cores.
const DECODED_AT_A_TIME: i64 = 80_000;

/// The ways to estimate log p(x).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Estimator {
    /// [`importance_sampling`].
    Importance {
        /// K, codes of each image.
        samples: i64,
    },
    /// [`annealed_importance_sampling`].
    Annealing(AnnealingConfig),
}

impl Estimator {
    /// log p̂(x) of images `[B, D]`, nats.
    ///
    /// # Errors
    /// Those of the method that it stands for.
    pub fn estimate(&self, vae: &Vae, x: &Tensor, random: &mut Random) -> Result<Evidence> {
        match self {
            Self::Importance { samples } => importance_sampling(vae, x, *samples, random),
            Self::Annealing(config) => annealed_importance_sampling(vae, x, config, random),
        }
    }

    /// log p̂(x) of every image of a set, in batches; `progress` hears after each how many of how
    /// many images are done, and may break: the answer is then of those alone.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use vae_core::dataset::synthetic::digits;
    /// use vae_core::model::Architecture;
    /// use vae_core::{Vae, VaeConfig};
    /// use vae_evidence::Estimator;
    ///
    /// let architecture = Architecture::mlp([20]);
    /// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
    /// let estimator = Estimator::Importance { samples: 50 };
    /// let evidence = estimator.estimate_set(&vae, &digits(30, 0)?, 0, |done, all| {
    ///     println!("{done} of {all}");
    ///     ControlFlow::Continue(())
    /// })?;
    /// println!("{}", evidence.mean()?);
    /// # Ok::<(), vae_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`estimate`](Self::estimate), and where images do not fit the model or cannot be read.
    pub fn estimate_set(
        &self,
        vae: &Vae,
        data: &dyn ImageSet,
        seed: u64,
        mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Evidence> {
        self.validate()?;
        let (all, batch) = (data.len(), self.batch());
        let mut parts = Vec::new();
        for start in (0..all).step_by(batch) {
            let len = batch.min(all - start);
            let x = vae.to_model_device(&data.range(start, len)?)?;
            let mut random = Random::stream(seed, Purpose::Evidence, start as u64);
            parts.push(self.estimate(vae, &x, &mut random)?);
            if progress(start + len, all).is_break() {
                break;
            }
        }
        Evidence::joined(&parts, self.samples())
    }

    /// Checks that its settings make sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::Importance { samples } => check_samples(*samples),
            Self::Annealing(config) => config.validate(),
        }
    }

    /// Samples or chains of each image.
    pub fn samples(&self) -> i64 {
        match self {
            Self::Importance { samples } => *samples,
            Self::Annealing(config) => config.chains,
        }
    }

    /// Images estimated at a time: enough for fast matrix products, few enough that progress is
    /// told every few seconds.
    fn batch(&self) -> usize {
        let samples = self.samples().max(1);
        let least = match self {
            Self::Importance { .. } => (DECODED_AT_A_TIME / samples).clamp(1, 16),
            Self::Annealing(_) => 1,
        };
        (512 / samples).max(least) as usize
    }
}

/// `importance sampling, K = 5000`, `annealing, 16 chains of 1000 temperatures`.
impl fmt::Display for Estimator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Importance { samples } => write!(f, "importance sampling, K = {samples}"),
            Self::Annealing(AnnealingConfig { chains, temperatures, .. }) => {
                write!(f, "annealing, {chains} chains of {temperatures} temperatures")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::VaeConfig;
    use vae_core::dataset::synthetic::digits;
    use vae_core::model::Architecture;

    fn vae() -> Vae {
        let architecture = Architecture::mlp([8]);
        Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0).unwrap()
    }

    #[test]
    fn each_batch_is_told_and_its_estimate_its_own() {
        let (vae, data) = (vae(), digits(40, 0).unwrap());
        let estimator = Estimator::Importance { samples: 200 };
        let mut told = Vec::new();
        let e = estimator.estimate_set(&vae, &data, 5, |done, all| {
            told.push((done, all));
            ControlFlow::Continue(())
        });
        let e = e.unwrap();
        assert_eq!(told, [(16, 40), (32, 40), (40, 40)]);
        assert_eq!((e.images(), e.samples), (40, 200));
        let x = data.range(16, 16).unwrap();
        let again = estimator.estimate(&vae, &x, &mut Random::stream(5, Purpose::Evidence, 16));
        assert!(e.log_p.narrow(0, 16, 16).equal(&again.unwrap().log_p));
    }

    #[test]
    fn the_more_samples_the_fewer_images_until_the_next_word() {
        let batch = |samples| Estimator::Importance { samples }.batch();
        assert_eq!([1, 32, 5_000, 20_000, 1_000_000].map(batch), [512, 16, 16, 4, 1]);
    }

    #[test]
    fn who_breaks_has_what_was_done() {
        let (vae, data) = (vae(), digits(40, 0).unwrap());
        let config = AnnealingConfig { chains: 32, temperatures: 2, ..AnnealingConfig::default() };
        let estimator = Estimator::Annealing(config);
        let stop = |done, _| match done {
            16 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let e = estimator.estimate_set(&vae, &data, 5, stop).unwrap();
        assert_eq!((e.images(), e.samples), (16, 32));
    }
}
