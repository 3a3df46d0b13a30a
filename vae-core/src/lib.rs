//! A small, exact variational autoencoder on libtorch.

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

mod checkpoint;
pub mod dataset;
pub mod distribution;
mod elbo;
mod error;
mod evaluation;
pub mod figure;
mod file;
mod history;
pub mod network;
mod optimizer;
mod pretrained;
mod progress;
mod quick;
mod random;
mod run;
mod shape;
mod source;
mod tensor_file;
mod trainer;
mod vae;

pub use dataset::{Dataset, Split};
pub use distribution::{Bernoulli, DiagonalGaussian};
pub use elbo::Elbo;
pub use error::{Error, Result};
pub use evaluation::{Evaluation, evaluate};
pub use history::{EpochRecord, History};
pub use optimizer::{Adam, AdamConfig};
pub use pretrained::Pretrained;
pub use progress::Progress;
pub use quick::quick;
pub use random::{Purpose, Random};
pub use run::RunConfig;
pub use source::{ImageShape, Provenance, Source};
pub use trainer::{TrainConfig, Trainer};
pub use vae::{Vae, VaeConfig};
