//! q(z|x): how the encoder's numbers become a distribution of codes.

mod family;
mod gaussian;
mod planar_flow;

use std::fmt;

use serde::{Deserialize, Serialize};
use vae_base::{Error, Result};

pub use family::{Draw, LatentDistribution, PosteriorModel, log_prior};
pub use gaussian::DiagonalGaussian;
pub use planar_flow::PlanarFlow;

/// The families of q(z|x) that the crate has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Posterior {
    /// A Gaussian with diagonal covariance, the thesis's (section 4.1.1).
    #[default]
    Gaussian,
    /// A diagonal Gaussian bent by planar flows, whose parameters the encoder tells too (Rezende &
    /// Mohamed, 2015, section 4.1).
    PlanarFlow {
        /// How many flows one after the other.
        length: i64,
    },
}

impl Posterior {
    /// Longer flows than any experiment's are taken for mistyped numbers.
    const LONGEST: i64 = 256;

    pub(super) fn model(self) -> Box<dyn PosteriorModel> {
        match self {
            Self::Gaussian => Box::new(gaussian::Model),
            Self::PlanarFlow { length } => Box::new(planar_flow::Model { length }),
        }
    }

    pub(super) fn validate(self, latent: i64) -> Result<()> {
        match self {
            Self::PlanarFlow { length }
                if !(0..=Self::LONGEST).contains(&length) || length * latent > 1 << 20 =>
            {
                let remedy = format!("choose a number from 0 to {}", Self::LONGEST);
                Err(Error::config("length of the flow", length, remedy))
            }
            _ => Ok(()),
        }
    }
}

/// `gaussian`, `planar flow of 8`.
impl fmt::Display for Posterior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gaussian => f.write_str("gaussian"),
            Self::PlanarFlow { length } => write!(f, "planar flow of {length}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_as_long_as_memory_bears() {
        let validate = |length, latent| Posterior::PlanarFlow { length }.validate(latent);
        assert!(validate(0, 16_384).is_ok() && validate(64, 16_384).is_ok());
        assert!(validate(65, 16_384).is_err(), "2²⁰ numbers a flow and no more");
        assert!(validate(256, 2).is_ok() && validate(257, 2).is_err() && validate(-1, 2).is_err());
    }
}
