//! A small, exact variational autoencoder on libtorch.

mod error;
pub mod figure;
mod history;
mod source;

pub use error::{Error, Result};
pub use history::{EpochRecord, History};
pub use source::{ImageShape, Provenance, Source};
