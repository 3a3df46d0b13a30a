//! What this project measured of a paper's table, kept with it.

use vae_core::Result;
use vae_core::dataset::checkout;

use crate::{Paper, Report};

impl Paper {
    /// Its table beside ours, of the results in `data/reproduction/papers` of the checkout.
    ///
    /// # Errors
    /// Where a file there is damaged.
    pub fn published(self) -> Result<Report> {
        self.protocol().report(&[checkout().join("data/reproduction/papers")])
    }
}
