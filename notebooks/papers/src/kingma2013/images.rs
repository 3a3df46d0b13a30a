//! The images that a curve is learnt from and tested on.

use vae_core::dataset::{self, data_dir};
use vae_core::{Result, Source, Split};

use super::rows::Film;
use crate::Place;

/// Digits to learn from.
const DIGITS: usize = 50_000;

/// Of a quick run: to learn from, to test.
const QUICK: (usize, usize) = (400, 60);

/// Images to learn from and to test with; of Frey Faces, those of the thesis.
pub(super) fn load(images: Film, place: &Place) -> Result<Split> {
    let source = match images {
        Film::Mnist => Source::Mnist,
        Film::Frey => Source::FreyFaces,
    };
    if place.quick {
        let Split { train, test } = dataset::load_or_synthetic(&source)?;
        return Ok(Split { train: train.take(QUICK.0)?, test: test.take(QUICK.1)? });
    }
    let Split { train, test } = dataset::load(&source, &data_dir())?; // says what is missing
    let train = if images == Film::Mnist { train.take(DIGITS)? } else { train };
    Ok(Split { train, test })
}
