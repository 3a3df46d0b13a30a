//! Grey images as black and white ones.

use tch::{Kind, Tensor};

use super::{ImageSet, ImageShape, Provenance, Source};
use crate::error::Result;
use crate::random::{Purpose, Random};

/// Images whose pixels are drawn once and for all: white with the probability that their grey
/// says. Which images are asked for together does not matter.
pub struct Binarised<'a> {
    images: &'a dyn ImageSet,
    seed: u64,
}

impl<'a> Binarised<'a> {
    /// The images of a set, drawn by a seed.
    pub fn new(images: &'a dyn ImageSet, seed: u64) -> Self {
        Self { images, seed }
    }

    /// Draws row by row, for images of these indices.
    fn draw(&self, grey: &Tensor, indices: impl Iterator<Item = u64>) -> Result<Tensor> {
        let pixels = grey.size()[1];
        let thresholds = indices.map(|index| {
            Random::stream(self.seed, Purpose::Binarisation, index).uniform(&[1, pixels])
        });
        let thresholds = thresholds.collect::<Result<Vec<_>>>()?;
        match thresholds.is_empty() {
            true => Ok(grey.shallow_clone()),
            false => white_above(grey, &Tensor::f_cat(&thresholds, 0)?),
        }
    }
}

/// White where the grey exceeds a threshold: with the probability of the grey, where thresholds
/// are uniform on [0, 1).
pub fn white_above(grey: &Tensor, thresholds: &Tensor) -> Result<Tensor> {
    let kind = grey.f_kind()?;
    let thresholds = thresholds.f_to_device(grey.device())?;
    Ok(grey.f_gt_tensor(&thresholds)?.f_to_kind(kind)?)
}

impl ImageSet for Binarised<'_> {
    fn len(&self) -> usize {
        self.images.len()
    }

    fn batch(&self, indices: &[i64]) -> Result<Tensor> {
        let grey = self.images.batch(indices)?.f_to_kind(Kind::Float)?;
        self.draw(&grey, indices.iter().map(|&i| i as u64))
    }

    fn range(&self, start: usize, len: usize) -> Result<Tensor> {
        let grey = self.images.range(start, len)?.f_to_kind(Kind::Float)?;
        self.draw(&grey, (start..start + len).map(|i| i as u64))
    }
}

impl Provenance for Binarised<'_> {
    fn image_shape(&self) -> ImageShape {
        self.images.image_shape()
    }

    fn source(&self) -> &Source {
        self.images.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::synthetic::digits;

    #[test]
    fn pixels_are_white_as_often_as_they_are_bright() {
        let grey = digits(400, 0).unwrap();
        let set = Binarised::new(&grey, 1);
        let x = set.range(0, 400).unwrap();
        let whites = x.eq(1.0).logical_or(&x.eq(0.0)).all();
        assert!(bool::try_from(whites).unwrap());
        let mean = |t: &Tensor| t.mean(Kind::Double).double_value(&[]);
        assert!((mean(&x) - mean(&grey.range(0, 400).unwrap())).abs() < 0.003);
        let few = set.batch(&[7, 3]).unwrap();
        assert!(few.get(0).equal(&x.get(7)) && few.get(1).equal(&x.get(3)));
        assert!(!Binarised::new(&grey, 2).range(0, 400).unwrap().equal(&x));
    }
}
