//! A small, exact variational autoencoder on libtorch.

pub mod dataset;
mod error;
pub mod figure;
mod history;
mod source;

pub use dataset::{Dataset, Split};
pub use error::{Error, Result};
pub use history::{EpochRecord, History};
pub use source::{ImageShape, Provenance, Source};
