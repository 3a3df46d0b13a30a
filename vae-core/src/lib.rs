//! A small, exact variational autoencoder on libtorch.
//!
//! | what | where |
//! |---|---|
//! | q(z\|x), p(x\|z) and the bound between them | [`model`]: [`Vae`], [`Elbo`], networks, posteriors, likelihoods |
//! | objectives, gradients, Adam | [`train`]: [`TrainConfig`], [`Objective`], [`History`] |
//! | the loop over epochs: saved, stopped, resumed | [`Trainer`] |
//! | runs on the disk, models trained by this project | [`save`], [`Pretrained`] |
//! | images: MNIST, Frey Faces, synthetic ones, one's own | [`dataset`], of the crate below, `vae-base` |
//!
//! Losses are in nats per image, images are rows of pixels in `[0, 1]`, randomness comes from an
//! explicit seed, and wrong input is answered by an [`Error`] that names the remedy.
//!
//! ```
//! use vae_core::model::Architecture;
//! use vae_core::{Provenance, Random, TrainConfig, Trainer, Vae, VaeConfig, dataset, evaluate};
//!
//! # fn main() -> vae_core::Result<()> {
//! let digits = dataset::synthetic::digits(200, 0)?;
//! let architecture = Architecture::mlp([50, 50]);
//! let config = VaeConfig { architecture, image: digits.image_shape(), ..VaeConfig::default() };
//! let protocol = TrainConfig { epochs: 20, ..TrainConfig::default() };
//! let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
//! trainer.fit(&digits, None)?;
//!
//! let elbo = trainer.vae().elbo(&digits.range(0, 10)?, &mut Random::new(0))?;
//! assert_eq!(elbo.value()?.size(), [10]);
//! assert!(evaluate(trainer.vae(), &digits)?.loss < trainer.history().epochs[0].loss);
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]
#![forbid(unsafe_code)]

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub mod dataset;
pub mod display;
pub mod model;
pub mod save;
pub mod train;
pub mod trainer;

pub use model::{
    Bernoulli, DiagonalGaussian, DiscretizedLogistic, Elbo, Evaluation, Likelihood,
    PixelDistribution, Posterior, Vae, VaeConfig, evaluate,
};
#[doc(hidden)]
pub use save::parse;
pub use save::{Pretrained, RunConfig};
pub use train::{Adam, AdamConfig, EpochRecord, History, Objective, Precision, TrainConfig};
#[doc(hidden)]
pub use trainer::bench;
pub use trainer::{
    BackgroundTraining, BatchProgress, OwnParts, Progress, Status, Stop, Trainer, Watch,
};
#[doc(inline)]
pub use vae_base::{
    Dataset, Error, ErrorKind, ImageShape, Provenance, Purpose, Random, Result, Source, Split,
    best_device,
};
