//! The images that a curve is learnt from and tested on.

use vae_core::{Result, Source, Split};

use super::rows::Film;
use crate::{Place, images};

/// Digits to learn from.
const DIGITS: usize = 50_000;

/// Images to learn from and to test with; of Frey Faces, those of the thesis.
pub(super) fn load(of: Film, place: &Place) -> Result<Split> {
    match of {
        Film::Frey => images::load(&Source::FreyFaces, place),
        Film::Mnist => {
            let Split { train, test } = images::load(&Source::Mnist, place)?;
            Ok(Split { train: train.take(DIGITS.min(train.len()))?, test })
        }
    }
}
