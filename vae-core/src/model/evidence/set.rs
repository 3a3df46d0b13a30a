//! log p(x) of all images of a set.

use std::fmt;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use tch::Tensor;

use super::importance::check_samples;
use super::{AnnealingConfig, Evidence};
use crate::dataset::ImageSet;
use crate::error::Result;
use crate::model::Vae;
use crate::random::{Purpose, Random};

/// The ways to estimate log p(x).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Estimator {
    /// [`Vae::evidence`].
    Importance {
        /// K, codes of each image.
        samples: i64,
    },
    /// [`Vae::evidence_by_annealing`].
    Annealing(AnnealingConfig),
}

impl Estimator {
    /// log p̂(x) of images `[B, D]`, nats.
    ///
    /// # Errors
    /// Those of the method that it stands for.
    pub fn estimate(&self, vae: &Vae, x: &Tensor, random: &mut Random) -> Result<Evidence> {
        match self {
            Self::Importance { samples } => vae.evidence(x, *samples, random),
            Self::Annealing(config) => vae.evidence_by_annealing(x, config, random),
        }
    }

    /// Checks that its settings make sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) naming the field.
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
        let least = match self {
            Self::Importance { .. } => 16,
            Self::Annealing(_) => 1,
        };
        (512 / self.samples().clamp(1, 512)).max(least) as usize
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

impl Vae {
    /// log p̂(x) of every image of a set, in batches; `progress` hears after each how many of how
    /// many images are done, and may break: the answer is then of those alone.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use vae_core::dataset::synthetic::digits;
    /// use vae_core::model::{Architecture, Estimator};
    /// use vae_core::{Vae, VaeConfig};
    ///
    /// let architecture = Architecture::mlp([20]);
    /// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
    /// let estimator = Estimator::Importance { samples: 50 };
    /// let evidence = vae.evidence_of_set(&digits(30, 0)?, &estimator, 0, |done, all| {
    ///     println!("{done} of {all}");
    ///     ControlFlow::Continue(())
    /// })?;
    /// println!("{}", evidence.mean()?);
    /// # Ok::<(), vae_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of the estimator, and where images do not fit the model or cannot be read.
    pub fn evidence_of_set(
        &self,
        data: &dyn ImageSet,
        estimator: &Estimator,
        seed: u64,
        mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Evidence> {
        estimator.validate()?;
        let (all, batch) = (data.len(), estimator.batch());
        let mut parts = Vec::new();
        for start in (0..all).step_by(batch) {
            let len = batch.min(all - start);
            let x = self.to_model_device(&data.range(start, len)?)?;
            let mut random = Random::stream(seed, Purpose::Evidence, start as u64);
            parts.push(estimator.estimate(self, &x, &mut random)?);
            if progress(start + len, all).is_break() {
                break;
            }
        }
        Evidence::joined(&parts, estimator.samples())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::synthetic::digits;
    use crate::model::{Architecture, VaeConfig};

    fn vae() -> Vae {
        let architecture = Architecture::mlp([8]);
        Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0).unwrap()
    }

    #[test]
    fn each_batch_is_told_and_its_estimate_its_own() {
        let (vae, data) = (vae(), digits(40, 0).unwrap());
        let estimator = Estimator::Importance { samples: 200 };
        let mut told = Vec::new();
        let e = vae.evidence_of_set(&data, &estimator, 5, |done, all| {
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
    fn who_breaks_has_what_was_done() {
        let (vae, data) = (vae(), digits(40, 0).unwrap());
        let config = AnnealingConfig { chains: 32, temperatures: 2, ..AnnealingConfig::default() };
        let estimator = Estimator::Annealing(config);
        let stop = |done, _| match done {
            16 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let e = vae.evidence_of_set(&data, &estimator, 5, stop).unwrap();
        assert_eq!((e.images(), e.samples), (16, 32));
    }
}
