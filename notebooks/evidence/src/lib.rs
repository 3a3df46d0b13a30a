//! log p(x), which the ELBO only bounds: estimates from weighted codes, with their errors.
//!
//! p(x) = ∫ p(x|z) p(z) dz = E\[w\], where w comes from codes drawn from q(z|x)
//! ([`importance_sampling`]), or from chains that are led from q(z|x) or p(z) to
//! the true posterior ([`annealed_importance_sampling`]). Either
//! way E\[log of the mean weight\] ≤ log p(x), by Jensen's inequality. In two latent dimensions
//! [`in_the_plane`] integrates, to check them by.

#![deny(missing_docs)]

mod annealed;
mod annealing_config;
mod chains;
mod estimate;
mod estimator;
mod grid;
mod importance;
pub mod local;
mod path;
mod reverse;
#[cfg(test)]
mod test_models;
mod trajectory;
mod weights;

pub use annealed::annealed_importance_sampling;
pub use annealing_config::{AnnealingConfig, Schedule, Start};
pub use estimate::{Evidence, MeanEvidence};
pub use estimator::Estimator;
pub use grid::in_the_plane;
pub use importance::{importance_sampling, importance_sampling_from};
pub use reverse::reverse_annealing;
