//! MNIST: 50,000 images to learn from, as many as the authors take, 5,000 to choose by, 10,000 to
//! test.

use vae_core::dataset::{self, data_dir};
use vae_core::{Dataset, Result, Source};

use crate::Place;

/// Of the thesis's 55,000; the others decide nothing but what we chose by looking.
const TRAINED_ON: usize = 50_000;

/// Of a quick run: to learn from, held out, to test.
const QUICK: (usize, usize, usize) = (400, 60, 60);

/// The three sets, grey.
#[derive(Debug)]
pub(super) struct Images {
    pub train: Dataset,
    pub held_out: Dataset,
    pub test: Dataset,
}

impl Images {
    pub(super) fn load(place: &Place) -> Result<Self> {
        if !place.quick {
            let split = dataset::load(&Source::Mnist, &data_dir())?; // says what is missing
            let held_out = split.train.subset(TRAINED_ON..split.train.len())?;
            return Ok(Self { train: split.train.take(TRAINED_ON)?, held_out, test: split.test });
        }
        let split = dataset::load_or_synthetic(&Source::Mnist)?;
        let (train, held_out, test) = QUICK;
        Ok(Self {
            train: split.train.take(train)?,
            held_out: split.train.subset(train..train + held_out)?,
            test: split.test.take(test)?,
        })
    }
}
