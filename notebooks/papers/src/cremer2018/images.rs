//! MNIST in black and white, binarised once.

use vae_core::dataset::{self, Binarised, data_dir};
use vae_core::{Dataset, Result, Source, Split};

use crate::Place;

/// Of a quick run: to learn from, to test.
const QUICK: (usize, usize) = (400, 60);

/// The thesis's 55,000 images to learn from, 10,000 to test.
pub(super) fn load(place: &Place) -> Result<Split> {
    if !place.quick {
        return dataset::load(&Source::Mnist, &data_dir()); // says what is missing
    }
    let Split { train, test } = dataset::load_or_synthetic(&Source::Mnist)?;
    Ok(Split { train: train.take(QUICK.0)?, test: test.take(QUICK.1)? })
}

/// The same coins for every row and seed: models that differ see the same images.
pub(super) fn in_black_and_white(images: &Dataset) -> Binarised<'_> {
    Binarised::new(images, 0)
}
