//! Where results are kept: `DIR/PAPER/ROW/seed-S/`, each with its run and what was measured on it.

use std::path::PathBuf;

/// A folder of results, and how large the runs are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// Few epochs on few images, synthetic ones where MNIST is missing: for tests.
    pub quick: bool,
}
