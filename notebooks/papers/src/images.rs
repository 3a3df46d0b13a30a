//! The thesis's images, that several papers' rows learn from and are tested on.

use vae_core::dataset::{self, data_dir};
use vae_core::{Result, Source, Split};

use crate::Place;

/// Of a quick run: to learn from, to test.
const QUICK: (usize, usize) = (400, 60);

/// Training and test images, grey; of a quick run few, and synthetic ones where files are missing.
pub(crate) fn load(source: &Source, place: &Place) -> Result<Split> {
    if !place.quick {
        return dataset::load(source, &data_dir()); // says what is missing
    }
    let Split { train, test } = dataset::load_or_synthetic(source)?;
    Ok(Split { train: train.take(QUICK.0)?, test: test.take(QUICK.1)? })
}
