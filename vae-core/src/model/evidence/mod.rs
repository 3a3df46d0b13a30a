//! log p(x), which the ELBO only bounds: estimates from weighted codes, with their errors.
//!
//! p(x) = ∫ p(x|z) p(z) dz = E\[w\], where w comes from codes drawn from q(z|x)
//! ([`Vae::evidence`](super::Vae::evidence)), or from chains that are led from q(z|x) or p(z) to
//! the true posterior ([`Vae::evidence_by_annealing`](super::Vae::evidence_by_annealing)). Either
//! way E\[log of the mean weight\] ≤ log p(x), by Jensen's inequality.

mod above;
mod annealed;
mod annealing_config;
mod chains;
mod estimate;
mod importance;
mod path;
mod set;
#[cfg(test)]
mod test_models;
mod trajectory;
mod weights;

pub use annealing_config::{AnnealingConfig, Schedule, Start};
pub use estimate::{Evidence, MeanEvidence};
pub use set::Estimator;
