//! A small, exact variational autoencoder on libtorch.

mod error;
mod history;
mod source;

pub use error::{Error, Result};
pub use history::{EpochRecord, History};
pub use source::{ImageShape, Provenance, Source};
