//! Images to learn from: MNIST and Frey Faces as published, or digits and faces drawn by code.
//!
//! [`load_or_synthetic`] is what a notebook wants; [`load`] insists on the data set asked for;
//! [`Dataset::new`] takes images of one's own, for instance those that [`idx`] reads.
//!
//! ```no_run
//! # fn main() -> vae_base::Result<()> {
//! use vae_base::{Source, dataset::load_or_synthetic};
//! let data = load_or_synthetic(&Source::Mnist)?;
//! println!("{data}");
//! let x = data.train.batch(&[0, 1, 2])?; // [3, 784], pixels in [0, 1]
//! # Ok(()) }
//! ```

mod binarised;
mod bytes;
mod checkout;
mod data_file;
pub mod idx;
mod image_set;
mod image_shape;
mod images;
mod inflate;
mod load;
pub mod matlab;
mod named;
mod own;
mod published;
mod recognise;
mod sets;
mod source;
pub mod synthetic;

pub use binarised::{Binarised, white_above};
pub use checkout::checkout;
pub use data_file::DataFile;
pub use image_set::ImageSet;
pub use image_shape::ImageShape;
pub use images::Dataset;
pub use inflate::{check_length, gunzip, plain_or_gzip};
pub use load::{Split, data_dir, load, load_or_synthetic};
pub use own::{OwnImages, Preparation, SplitConfig};
pub use recognise::foreign;
pub use sets::{files, published};
pub use source::{Provenance, Source};
