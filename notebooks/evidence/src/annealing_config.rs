//! The settings of annealed importance sampling.

use serde::{Deserialize, Serialize};

use crate::importance::check_count;
use vae_core::{Error, Result};

/// How chains are led from a distribution that can be drawn from to p(z) p(x|z).
///
/// ```
/// use vae_evidence::AnnealingConfig;
///
/// let quick = AnnealingConfig { temperatures: 100, ..AnnealingConfig::default() };
/// assert_eq!((quick.chains, quick.leapfrog_steps), (16, 10));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnnealingConfig {
    /// Independent chains of each image.
    pub chains: i64,
    /// T, the steps that β takes from 0 to 1; T = 1 is plain importance sampling.
    pub temperatures: i64,
    /// Leapfrog steps of each Hamiltonian trajectory.
    pub leapfrog_steps: i64,
    /// Where chains begin.
    pub start: Start,
    /// How β rises.
    pub schedule: Schedule,
    /// The share of trajectories to be accepted, towards which step sizes are adapted.
    pub acceptance: f64,
    /// Chains of each image that run ahead to find the step sizes, and count for nothing else.
    pub pilots: i64,
}

impl Default for AnnealingConfig {
    fn default() -> Self {
        Self {
            chains: 16,
            temperatures: 1_000,
            leapfrog_steps: 10,
            start: Start::Posterior,
            schedule: Schedule::Sigmoid,
            acceptance: 0.65,
            pilots: 2,
        }
    }
}

/// The distribution at β = 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// q(z|x), where it is a diagonal Gaussian: near, and its σ scales the trajectories.
    #[default]
    Posterior,
    /// p(z): owes nothing to the encoder (Wu et al., 2017).
    Prior,
}

/// How β rises from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// βₜ ∝ sigmoid(4 (2t/T − 1)), from 0: slow at both ends (Grosse, Ghahramani & Adams, 2015).
    #[default]
    Sigmoid,
    /// βₜ = t/T.
    Linear,
}

impl Schedule {
    /// β₀ = 0, …, β_T = 1.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for none, or too many.
    pub fn betas(self, temperatures: i64) -> Result<Vec<f64>> {
        check_temperatures(temperatures)?;
        let sigmoid = |a: f64| 1.0 / (1.0 + (-a).exp());
        let (low, high) = (sigmoid(-4.0), sigmoid(4.0));
        let beta = |t: i64| {
            let way = t as f64 / temperatures as f64;
            match self {
                Self::Linear => way,
                Self::Sigmoid => (sigmoid(4.0 * (2.0 * way - 1.0)) - low) / (high - low),
            }
        };
        Ok((0..=temperatures).map(beta).collect())
    }
}

fn check_temperatures(temperatures: i64) -> Result<()> {
    check_count("temperatures", temperatures, 1_000_000)
}

impl AnnealingConfig {
    /// Checks that every setting makes sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        check_count("chains", self.chains, 1_000_000)?;
        check_temperatures(self.temperatures)?;
        check_count("leapfrog_steps", self.leapfrog_steps, 10_000)?;
        check_count("pilots", self.pilots, 1_000)?;
        match self.acceptance > 0.0 && self.acceptance < 1.0 {
            true => Ok(()),
            false => {
                let remedy = "choose a share between 0 and 1; 0.65 is good";
                Err(Error::config("acceptance", self.acceptance, remedy))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_rises_from_0_to_1() {
        for schedule in [Schedule::Sigmoid, Schedule::Linear] {
            for temperatures in [1, 2, 7, 100] {
                let betas = schedule.betas(temperatures).unwrap();
                assert_eq!(betas.len() as i64, temperatures + 1);
                assert_eq!((betas[0], betas[temperatures as usize]), (0.0, 1.0));
                assert!(betas.windows(2).all(|pair| pair[0] < pair[1]), "{betas:?}");
            }
        }
        let betas = Schedule::Sigmoid.betas(100).unwrap();
        assert!(betas[1] < 0.002 && (betas[50] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn nonsense_is_named() {
        let usual = AnnealingConfig::default;
        let cases = [
            (AnnealingConfig { chains: 0, ..usual() }, "chains = 0"),
            (AnnealingConfig { temperatures: -1, ..usual() }, "temperatures = -1"),
            (AnnealingConfig { leapfrog_steps: 0, ..usual() }, "leapfrog_steps = 0"),
            (AnnealingConfig { pilots: 0, ..usual() }, "pilots = 0"),
            (AnnealingConfig { acceptance: f64::NAN, ..usual() }, "acceptance = NaN"),
        ];
        for (config, said) in cases {
            assert!(config.validate().unwrap_err().to_string().starts_with(said));
        }
    }
}
