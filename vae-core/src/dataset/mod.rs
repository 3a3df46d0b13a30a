//! Images to learn from: MNIST and Frey Faces as published, or digits and faces drawn by code.
//!
//! [`load_or_synthetic`] is what a notebook wants; [`load`] insists on the data set asked for;
//! [`Dataset::new`] takes images of one's own, for instance those that [`idx`] reads.

mod display;
mod files;
pub mod idx;
mod images;
mod inflate;
mod load;
pub mod matlab;
pub mod synthetic;

pub use files::{DataFile, FileState, FileStatus, files, status};
pub use images::Dataset;
pub use load::{Split, data_dir, load, load_or_synthetic};
