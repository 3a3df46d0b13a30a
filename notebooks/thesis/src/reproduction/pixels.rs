//! What a Bernoulli likelihood on grey pixels costs whatever the model.
//!
//! A pixel x in [0, 1] read as the target of a Bernoulli costs −x log p − (1 − x) log(1 − p),
//! which is least at p = x, where it is the binary entropy of x: not 0 unless x is black or
//! white. The sum over an image is the least reconstruction cost that any decoder can reach, and
//! as the KL term is not negative, no −ELBO lies below its mean.

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};

use vae_core::{Dataset, Provenance, Result, Source};

/// The floor under every loss on a set of images, and the ceiling of the simplest model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PixelCost {
    /// Where the images come from.
    pub dataset: Source,
    /// How many.
    pub images: usize,
    /// The mean over images of the pixels' own entropy, nats.
    pub entropy: f64,
    /// The mean cost where every image is answered by the mean image, nats.
    pub mean_image: f64,
}

/// Images taken at a time.
const BATCH: usize = 1_000;

impl PixelCost {
    /// Measures a set of images; the mean image is the set's own.
    pub fn of(data: &Dataset) -> Result<Self> {
        let batches = || (0..data.len()).step_by(BATCH);
        let batch = |start: usize| -> Result<Tensor> {
            let x = data.range(start, BATCH.min(data.len() - start))?;
            Ok(x.f_to_kind(Kind::Double)?)
        };
        let n = data.len() as f64;
        let mut sum =
            Tensor::f_zeros([data.image_shape().pixels()], (Kind::Double, tch::Device::Cpu))?;
        let mut entropy = 0.0;
        for start in batches() {
            let x = batch(start)?;
            entropy += binary_entropy(&x)?;
            sum = sum.f_add(&x.f_sum_dim_intlist(0, false, Kind::Double)?)?;
        }
        // Σ over images of −x log p − (1 − x) log(1 − p) with p the mean of x is N·H(p).
        let mean_image = binary_entropy(&(sum / n))?;
        Ok(Self {
            dataset: data.source().clone(),
            images: data.len(),
            entropy: entropy / n,
            mean_image,
        })
    }
}

/// −Σ x log x + (1 − x) log(1 − x) over all elements, with 0 log 0 = 0.
fn binary_entropy(x: &Tensor) -> Result<f64> {
    let complement: Tensor = 1.0 - x;
    let cost = x.f_xlogy(x)?.f_add(&complement.f_xlogy(&complement)?)?;
    Ok(-cost.f_sum(Kind::Double)?.f_double_value(&[])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::ImageShape;

    #[test]
    fn black_and_white_cost_nothing_and_grey_most() {
        let shape = ImageShape::grey(1, 2);
        let pixels = Tensor::from_slice(&[0_u8, 255, 51, 255]).reshape([2, 2]);
        let data = Dataset::new(pixels, None, shape, Source::FreyFaces).unwrap();
        let h = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
        let cost = PixelCost::of(&data).unwrap();
        assert!((cost.entropy - h(0.2) / 2.0).abs() < 1e-6);
        assert!((cost.mean_image - h(0.1)).abs() < 1e-6);
    }
}
