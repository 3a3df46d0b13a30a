//! The thesis's classifiers, and its numbers measured again.
//!
//! | what | where |
//! |---|---|
//! | digits told apart: on pixels, on codes, and the network of annex F | [`classifier`] |
//! | the thesis's numbers beside ours | [`reproduction`] |
//!
//! The program `vae` is this crate's too.

#![deny(missing_docs)]

pub mod classifier;
pub mod reproduction;
