//! What training asks of a set of images.

use tch::Tensor;

use crate::dataset::{Dataset, Provenance};
use crate::error::Result;

/// Images that a model can learn from: those of a [`Dataset`], in memory or mapped into it, or what
/// is made of such a set when it is asked for ([`Binarised`](super::Binarised)).
pub trait ImageSet: Provenance {
    /// The number of images, N.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The images at `indices` in that order, as floats `[B, D]` with pixels in [0, 1].
    ///
    /// # Errors
    /// Where an index is outside the set, or an image cannot be read.
    fn batch(&self, indices: &[i64]) -> Result<Tensor>;

    /// `len` images from `start` on, as floats `[len, D]` with pixels in [0, 1].
    ///
    /// # Errors
    /// Where they reach past the end, or cannot be read.
    fn range(&self, start: usize, len: usize) -> Result<Tensor>;
}

impl ImageSet for Dataset {
    fn len(&self) -> usize {
        Dataset::len(self)
    }

    fn batch(&self, indices: &[i64]) -> Result<Tensor> {
        Dataset::batch(self, indices)
    }

    fn range(&self, start: usize, len: usize) -> Result<Tensor> {
        Dataset::range(self, start, len)
    }
}
