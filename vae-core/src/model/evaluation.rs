//! The loss of a model on images, and their codes, without training on them.

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};
use vae_base::dataset::ImageSet;
use vae_base::{Purpose, Random, Result};

use super::vae::Vae;

/// Means over a data set, nats per image; `loss = reconstruction + kl`, both as costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Mean of −ELBO, one z per image.
    pub loss: f64,
    /// Mean of −log p(x|z).
    pub reconstruction: f64,
    /// Mean of KL(q(z|x) ‖ p(z)).
    pub kl: f64,
    /// How many images.
    pub images: usize,
}

/// Images encoded at a time, enough for fast matrix products.
const BATCH: usize = 1_000;
/// Numbers that they have together at most, so that large images fit into any memory.
const NUMBERS: usize = 1 << 25;

/// Evaluates a model on every image of a data set by its ELBO.
///
/// The noise is always the same, so that two models, or one model saved and loaded, compare
/// without the luck of the draw.
///
/// # Errors
/// Where the images do not fit the model, or cannot be read.
pub fn evaluate(vae: &Vae, data: &dyn ImageSet) -> Result<Evaluation> {
    let mut random = Random::stream(0, Purpose::Evaluation, 0);
    let (mut reconstruction, mut kl) = (0.0, 0.0);
    for (_, x) in batches(vae, data) {
        let elbo = tch::no_grad(|| vae.elbo(&x?, &mut random))?;
        reconstruction -= elbo.reconstruction.f_sum(Kind::Double)?.f_double_value(&[])?;
        kl += elbo.kl.f_sum(Kind::Double)?.f_double_value(&[])?;
    }
    let n = data.len().max(1) as f64;
    Ok(Evaluation {
        loss: (reconstruction + kl) / n,
        reconstruction: reconstruction / n,
        kl: kl / n,
        images: data.len(),
    })
}

/// All images of a set in batches, on the model's device, each with the index of its first.
pub fn batches<'a>(
    vae: &'a Vae,
    data: &'a dyn ImageSet,
) -> impl Iterator<Item = (usize, Result<Tensor>)> + 'a {
    let together = (NUMBERS / data.image_shape().pixels().max(1) as usize).clamp(1, BATCH);
    let starts = (0..data.len()).step_by(together);
    starts.map(move |start| {
        let images = data.range(start, together.min(data.len() - start));
        (start, images.and_then(|x| vae.to_model_device(&x)))
    })
}

impl Vae {
    /// The means μ(x) of every image's code, `[N, J]`, without a gradient.
    ///
    /// # Errors
    /// Where the images do not fit the model, or cannot be read.
    pub fn encode_set(&self, data: &dyn ImageSet) -> Result<Tensor> {
        let size = [data.len() as i64, self.config().latent];
        // Made at once: codes kept batch by batch would lie scattered, each in its images' gap.
        let all = Tensor::f_empty(size, (self.kind(), self.device()))?;
        for (start, x) in batches(self, data) {
            let codes = self.encode_mean(&x?)?;
            all.f_narrow(0, start as i64, codes.size()[0])?.f_copy_(&codes)?;
        }
        Ok(all)
    }
}
