//! What a model on libtorch stands on.
//!
//! | what | where |
//! |---|---|
//! | images: MNIST, Frey Faces, synthetic ones, one's own | [`dataset`] |
//! | random numbers from a seed, in streams that never overlap | [`Random`] |
//! | one error type, whose messages name the remedy | [`Error`] |
//! | files read with a limit, and written whole or not at all | [`files`] |
//! | tables that show themselves in a notebook | [`display`] |
//! | loops over the memory of tensors: all unsafe code | [`cpu`] |
//!
//! `vae-core` shows all of this again; whoever uses that crate needs no line about this one.

#![deny(missing_docs)]

pub mod cpu;
pub mod dataset;
mod device;
pub mod display;
mod error;
pub mod files;
mod random;

pub use dataset::{Dataset, ImageShape, Provenance, Source, Split};
pub use device::best_device;
pub use error::{Error, ErrorKind, Result};
pub use random::{Purpose, Random};
