//! Files from elsewhere: data sets fetched, one's own images in, codes out, weights both ways.
//!
//! | what | where |
//! |---|---|
//! | a folder of pictures, NumPy, IDX, safetensors and MATLAB files as a data set | [`open`], [`images`] |
//! | codes and images as NumPy arrays and tables | [`codes`] |
//! | weights from PyTorch, and back | [`weights`] |
//! | whether published files are there, and intact | [`status`] |
//! | published data sets, downloaded and checked | `fetch`, with the feature of this name |
//!
//! ```no_run
//! # fn main() -> vae_core::Result<()> {
//! let data = vae_files::open("my-pictures")?; // subfolders are classes
//! println!("{data}");
//! # Ok(()) }
//! ```

#![deny(missing_docs)]

pub mod codes;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod images;
mod natural;
mod npy;
pub mod status;
pub mod weights;

pub use images::{Opened, Opening, load, open};
