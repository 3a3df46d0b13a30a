//! Images to learn from: MNIST and Frey Faces as published, or digits and faces drawn by code.
//!
//! [`load_or_synthetic`] is what a notebook wants; [`load`] insists on the data set asked for;
//! [`Dataset::new`] takes images of one's own, for instance those that [`idx`] reads.
//!
//! ```no_run
//! # fn main() -> vae_core::Result<()> {
//! use vae_core::{Source, dataset::load_or_synthetic};
//! let data = load_or_synthetic(&Source::Mnist)?;
//! println!("{data}");
//! let x = data.train.batch(&[0, 1, 2])?; // [3, 784], pixels in [0, 1]
//! # Ok(()) }
//! ```

#[doc(inline)]
pub use vae_base::dataset::*;
