//! Files of other programs: one's own images in, codes out, weights both ways.
//!
//! | what | where |
//! |---|---|
//! | a folder of pictures, NumPy, IDX, safetensors and MATLAB files as a data set | [`open`], [`images`] |
//! | codes and images as NumPy arrays and tables | [`codes`] |
//! | weights from PyTorch, and back | [`weights`] |
//!
//! ```no_run
//! # fn main() -> vae_core::Result<()> {
//! let data = vae_files::open("my-pictures")?; // subfolders are classes
//! println!("{data}");
//! # Ok(()) }
//! ```

#![deny(missing_docs)]

pub mod codes;
pub mod images;
mod natural;
mod npy;
pub mod weights;

pub use images::{Opened, Opening, load, open};
