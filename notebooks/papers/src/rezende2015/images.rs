//! The images that a row learns from and is tested on.

use vae_core::dataset::{self, data_dir};
use vae_core::{Result, Source, Split};

use crate::Place;

/// Of a quick run: to learn from, to test.
const QUICK: (usize, usize) = (400, 60);

/// The thesis's training and test images, grey: they are binarised when they are shown.
pub(super) fn load(place: &Place) -> Result<Split> {
    if !place.quick {
        return dataset::load(&Source::Mnist, &data_dir()); // says what is missing
    }
    let Split { train, test } = dataset::load_or_synthetic(&Source::Mnist)?;
    Ok(Split { train: train.take(QUICK.0)?, test: test.take(QUICK.1)? })
}
