//! Learning to classify from few labels and many images (Kingma, Rezende, Mohamed & Welling, 2014).
//!
//! | what | where |
//! |---|---|
//! | M1: codes of an autoencoder that saw no label, and classifiers above them | [`Codes`], [`KernelClassifier`] |
//! | M2: p(x\|y, z), where the label is a latent variable that is sometimes seen | [`M2`] |
//! | both stacked: M2 on M1's codes | [`Rows::Codes`] |
//! | training M2, saved and resumed | [`M2Trainer`] |
//! | M2s that are kept with this project | [`PretrainedM2`] |
//! | which images have labels | [`draw_labelled`] |
//!
//! ```
//! use vae_core::dataset::synthetic::digits;
//! use vae_few_labels::{FewLabels, M2, M2Config, M2Trainer, M2Training, Rows, draw_labelled};
//!
//! # fn main() -> vae_core::Result<()> {
//! let images = digits(300, 0)?;
//! let labels = images.labels().unwrap_or_default().to_vec();
//! let labelled = draw_labelled(&labels, 50, 0)?;
//! let data = FewLabels::new(Rows::Images(images), &labels, labelled)?;
//! let config = M2Config { hidden: vec![30], latent: 5, ..M2Config::default() };
//! let protocol = M2Training { epochs: 2, ..M2Training::default() };
//! let mut trainer = M2Trainer::new(M2::new(config, 0)?, protocol)?;
//! trainer.fit(&data, &[], &mut |_| std::ops::ControlFlow::Continue(()))?;
//! assert_eq!(trainer.history().len(), 2);
//! # Ok(()) }
//! ```

#![deny(missing_docs)]

mod bound;
mod checkpoint;
mod codes;
mod config;
mod data;
mod draw;
mod kernel;
mod loss;
mod model;
mod pairs;
mod pretrained;
mod record;
mod trainer;

pub use codes::Codes;
pub use config::{M2Config, M2Training, Observed};
pub use data::{FewLabels, Labelled, Rows};
pub use draw::draw_labelled;
pub use kernel::{Kernel, KernelClassifier};
pub use loss::Terms;
pub use model::M2;
pub use pretrained::{M2Evaluation, M2Run, PretrainedM2};
pub use record::M2Record;
pub use trainer::M2Trainer;
