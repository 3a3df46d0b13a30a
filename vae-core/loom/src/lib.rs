//! Training in the background with its threads in every order: `cargo test --release` in this
//! folder.
//!
//! `trainer/background.rs` and `trainer/stop.rs` are vae-core's own files. loom's atomics, locks and
//! threads stand in for the standard library's, and try all that these may do; what is here and in
//! `trainer` stands in for the rest of the crate, without a number to compute.

#![cfg(test)]

extern crate self as notebook_front;
extern crate self as vae_base;

mod tests;
mod trainer;

/// An error in words.
#[derive(Debug)]
pub struct Error(String);

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn config(field: &str, given: impl std::fmt::Display, remedy: &str) -> Self {
        Self(format!("{field} = {given}: {remedy}"))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn uninterruptible<T>(work: impl FnOnce() -> T) -> T {
    work()
}

pub mod dataset {
    #[derive(Debug, Clone, Default)]
    pub struct Source;

    pub struct Dataset;

    pub trait ImageSet {
        fn batch(&self);
    }

    impl ImageSet for Dataset {
        fn batch(&self) {}
    }

    pub trait Provenance {
        fn source(&self) -> &Source;
    }
}

pub mod train {
    use crate::dataset::Source;

    /// An epoch's number is its record.
    #[derive(Debug, Clone, Default)]
    pub struct History {
        pub source: Source,
        pub epochs: Vec<usize>,
    }

    impl History {
        pub fn last(&self) -> Option<&usize> {
            self.epochs.last()
        }
    }
}
