//! A set of images in memory, and batches of them as tensors.

mod gather;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use tch::{Device, Kind, Tensor};

use gather::gather;

use crate::dataset::{ImageShape, Provenance, Source};
use crate::error::{Error, Result};

/// Images as bytes, with labels where there are any; never empty.
///
/// Pixels are kept as bytes, a quarter of the memory of floats, and become floats in [0, 1] batch
/// by batch.
pub struct Dataset {
    images: Tensor,
    labels: Option<Vec<i64>>,
    shape: ImageShape,
    source: Source,
}

impl Dataset {
    /// Takes `images` as a tensor of bytes `[N, height × width]`, 0 black and 255 white, and `N`
    /// labels from 0 on, or none; in colour, `[N, 3 × height × width]`: all of red, then of green, then of
    /// blue.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where the tensor does not hold bytes, the labels are not `N`, or one is negative,
    /// [`ErrorKind::Shape`](crate::ErrorKind) where it has another shape or no image.
    pub fn new(
        images: Tensor,
        labels: Option<Vec<i64>>,
        shape: ImageShape,
        source: Source,
    ) -> Result<Self> {
        let kind = images.f_kind()?;
        if kind != Kind::Uint8 {
            return Err(Error::config(
                "images",
                format!("a tensor of {kind:?}"),
                "pixels are bytes (Kind::Uint8), 0 to 255",
            ));
        }
        let size = images.size();
        let count = match size[..] {
            [count, pixels] if count > 0 && pixels > 0 && pixels == area(shape) => count,
            _ => {
                let product = shape.to_string().replace('×', "·");
                let wanted = format!("[N, {product}] with N > 0");
                return Err(Error::shape("Dataset::new", wanted, size));
            }
        };
        if let Some(labels) = labels.as_ref().filter(|l| l.len() as i64 != count) {
            return Err(Error::config(
                "labels",
                format!("{} of them", labels.len()),
                format!("each of the {count} images needs one"),
            ));
        }
        if let Some(negative) = labels.iter().flatten().find(|&&label| label < 0) {
            return Err(Error::config("label", negative, "count classes from 0"));
        }
        Ok(Self { images: images.f_to_device(Device::Cpu)?.f_contiguous()?, labels, shape, source })
    }

    /// The same images, said to come from elsewhere.
    pub fn with_source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// The number of images, N.
    pub fn len(&self) -> usize {
        self.images.size().first().map_or(0, |&n| n as usize)
    }

    /// Always false: a set of no images cannot be made.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All images as bytes, `[N, D]`.
    pub fn images(&self) -> &Tensor {
        &self.images
    }

    /// The label of each image, where the set has labels.
    pub fn labels(&self) -> Option<&[i64]> {
        self.labels.as_deref()
    }

    /// The labels that occur, in order; empty where the set has none.
    pub fn classes(&self) -> Vec<i64> {
        let labels = self.labels.iter().flatten().copied();
        labels.collect::<BTreeSet<i64>>().into_iter().collect()
    }

    /// The images at `indices` in that order, as floats `[B, D]` with pixels in [0, 1].
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where an index is outside the set.
    pub fn batch(&self, indices: &[i64]) -> Result<Tensor> {
        self.check(indices)?;
        gather(&self.images, indices)
    }

    /// The labels at `indices` in that order, `[B]` of 64-bit integers as libtorch's losses
    /// want them.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where an index is outside the set, or the set has no labels.
    pub fn label_batch(&self, indices: &[i64]) -> Result<Tensor> {
        let Some(labels) = self.labels() else {
            return Err(Error::config(
                "labels",
                format!("none in {}", self.source),
                "choose a data set with labels",
            ));
        };
        self.check(indices)?;
        let chosen: Vec<i64> = indices.iter().map(|&i| labels[i as usize]).collect();
        Ok(Tensor::f_from_slice(&chosen)?)
    }

    /// `len` images from `start` on, as floats `[len, D]` with pixels in [0, 1].
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where they reach past the end.
    pub fn range(&self, start: usize, len: usize) -> Result<Tensor> {
        floats(&self.narrow(start..start.saturating_add(len))?)
    }

    /// The images of `range` as a set of their own, which shares their memory.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where the range is empty or reaches past the end.
    pub fn subset(&self, range: Range<usize>) -> Result<Self> {
        if range.is_empty() {
            return Err(self.outside(format!("{range:?}")));
        }
        Ok(Self {
            images: self.narrow(range.clone())?,
            labels: self.labels().map(|labels| labels[range].to_vec()),
            shape: self.shape,
            source: self.source.clone(),
        })
    }

    /// The first `n` images, which share this set's memory.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where `n` is 0 or more than there are.
    pub fn take(&self, n: usize) -> Result<Self> {
        self.subset(0..n)
    }

    fn narrow(&self, range: Range<usize>) -> Result<Tensor> {
        if range.end > self.len() || range.start > range.end {
            return Err(self.outside(format!("{range:?}")));
        }
        let (start, len) = (range.start as i64, range.len() as i64);
        Ok(self.images.f_narrow(0, start, len)?)
    }

    fn check(&self, indices: &[i64]) -> Result<()> {
        let inside = 0..self.len() as i64;
        match indices.iter().find(|index| !inside.contains(index)) {
            Some(index) => Err(self.outside(index.to_string())),
            None => Ok(()),
        }
    }

    fn outside(&self, given: String) -> Error {
        Error::config(
            "images",
            given,
            format!("{} has images 0 to {}", self.source, self.len() - 1),
        )
    }
}

/// The numbers of an image; 0 where height, width or channels make no sense.
fn area(shape: ImageShape) -> i64 {
    let positive = shape.height > 0 && shape.width > 0 && shape.channels > 0;
    let area = shape.height.checked_mul(shape.width);
    area.and_then(|area| area.checked_mul(shape.channels)).filter(|_| positive).unwrap_or(0)
}

/// From bytes to floats in [0, 1].
pub(super) fn floats(bytes: &Tensor) -> Result<Tensor> {
    Ok(bytes.f_to_kind(Kind::Float)?.f_div_scalar_(255.0)?)
}

/// A second handle on the same pixels; labels are copied.
impl Clone for Dataset {
    fn clone(&self) -> Self {
        Self {
            images: self.images.shallow_clone(),
            labels: self.labels.clone(),
            shape: self.shape,
            source: self.source.clone(),
        }
    }
}

impl Provenance for Dataset {
    fn image_shape(&self) -> ImageShape {
        self.shape
    }

    fn source(&self) -> &Source {
        &self.source
    }
}
