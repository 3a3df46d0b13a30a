//! A small, exact variational autoencoder on libtorch.
//!
//! | what | where |
//! |---|---|
//! | q(z\|x) and p(x\|z) | [`DiagonalGaussian`], [`Bernoulli`] |
//! | the model | [`Vae`]: [`encode`](Vae::encode), [`decode`](Vae::decode), [`elbo`](Vae::elbo) |
//! | the bound, its two terms apart | [`Elbo`] |
//! | training | [`Trainer`], [`TrainConfig`], [`Adam`], [`History`] |
//! | digits told apart | [`classifier`]: on pixels, on codes, and the network of annex F |
//! | images | [`dataset`]: MNIST, Frey Faces, or synthetic ones |
//! | the thesis's numbers beside ours | [`reproduction`] |
//! | figures that show themselves in a notebook | [`figure`] |
//! | pages to take in the hand, which need no kernel | [`widget`] |
//!
//! Losses are in nats per image, images are rows of pixels in `[0, 1]`, randomness comes from an
//! explicit seed, and wrong input is answered by an [`Error`] that names the remedy.
//!
//! ```
//! use vae_core::{Provenance, Random, TrainConfig, Trainer, Vae, VaeConfig, dataset, evaluate};
//!
//! # fn main() -> vae_core::Result<()> {
//! let digits = dataset::synthetic::digits(200, 0)?;
//! let config = VaeConfig { hidden: 50, image: digits.image_shape(), ..VaeConfig::default() };
//! let protocol = TrainConfig { epochs: 20, ..TrainConfig::default() };
//! let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
//! trainer.fit(&digits, None)?;
//!
//! let elbo = trainer.vae().elbo(&digits.range(0, 10)?, &mut Random::new(0))?;
//! assert_eq!(elbo.value().size(), [10]);
//! assert!(evaluate(trainer.vae(), &digits)?.loss < trainer.history().epochs[0].loss);
//! # Ok(())
//! # }
//! ```

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

mod backward;
#[doc(hidden)]
pub mod bench;
mod checkpoint;
pub mod classifier;
pub mod dataset;
mod device;
pub mod distribution;
mod elbo;
mod error;
mod evaluation;
pub mod figure;
mod file;
mod gradient;
mod history;
mod memory;
pub mod network;
mod optimizer;
mod parallel;
#[doc(hidden)]
pub mod parse;
mod precision;
mod pretrained;
mod progress;
mod quick;
mod random;
pub mod reproduction;
mod run;
mod run_folder;
mod run_state;
mod seal;
mod shape;
mod source;
mod stop;
mod tensor_file;
mod trainer;
mod training;
mod vae;
pub mod widget;

pub use dataset::{Dataset, Split};
pub use device::best_device;
pub use distribution::{Bernoulli, DiagonalGaussian, DiscretizedLogistic, Likelihood, Pixels};
pub use elbo::Elbo;
pub use error::{Error, Result};
pub use evaluation::{Evaluation, evaluate};
pub use history::{EpochRecord, History};
pub use optimizer::{Adam, AdamConfig};
pub use precision::Precision;
pub use pretrained::Pretrained;
pub use progress::Progress;
pub use quick::quick;
pub use random::{Purpose, Random};
pub use run::RunConfig;
pub use source::{ImageShape, Provenance, Source};
pub use stop::Stop;
pub use trainer::{TrainConfig, Trainer};
pub use training::{Status, Training};
pub use vae::{Vae, VaeConfig};
