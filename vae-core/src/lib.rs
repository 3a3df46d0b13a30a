//! A small, exact variational autoencoder on libtorch.

pub mod distribution;
mod elbo;
mod error;
mod history;
pub mod network;
mod random;
mod shape;
mod source;
mod vae;

pub use distribution::{Bernoulli, DiagonalGaussian};
pub use elbo::Elbo;
pub use error::{Error, Result};
pub use history::{EpochRecord, History};
pub use random::{Purpose, Random};
pub use source::{ImageShape, Provenance, Source};
pub use vae::{Vae, VaeConfig};
