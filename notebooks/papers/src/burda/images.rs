//! The images that the authors' program learns from and is tested on.

use tch::{Kind, Tensor};
use vae_core::dataset::{self, data_dir, files, idx};
use vae_core::{Dataset, Result, Source};

use crate::Place;

/// All of MNIST's training images but the last 400.
const TRAINED_ON: usize = 59_600;

/// Images to learn from and to test with in a quick run.
const QUICK: (usize, usize) = (400, 60);

/// Training and test images, grey: they are binarised when they are shown.
pub(super) fn images(place: &Place) -> Result<(Dataset, Dataset)> {
    if !place.quick {
        let test = dataset::load(&Source::Mnist, &data_dir())?.test; // says what is missing
        return Ok((all_training_images()?.take(TRAINED_ON)?, test));
    }
    let split = dataset::load_or_synthetic(&Source::Mnist)?;
    Ok((split.train.take(QUICK.0)?, split.test.take(QUICK.1)?))
}

/// The 60,000 as they are stored; [`dataset::load`] gives the thesis's part of them.
fn all_training_images() -> Result<Dataset> {
    let path = files(&Source::Mnist)[0].find(&data_dir()).unwrap_or_default();
    let bytes = idx::read(&path)?;
    let images = idx::parse_images(&bytes, &path)?;
    let size = [images.count as i64, images.shape.pixels()];
    let pixels = Tensor::f_from_data_size(images.pixels(), &size, Kind::Uint8)?;
    Dataset::new(pixels, None, images.shape, Source::Mnist)
}
