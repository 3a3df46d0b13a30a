//! The loss of a model on images, without training on them.

use serde::{Deserialize, Serialize};
use tch::Kind;

use crate::dataset::ImageSet;
use crate::{Purpose, Random, Result, Vae};

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

/// Images encoded at a time: enough for fast matrix products, little enough for any memory.
const BATCH: usize = 1_000;

/// Evaluates a model on every image of a data set.
///
/// The noise is always the same, so that two models, or one model saved and loaded, compare
/// without the luck of the draw.
pub fn evaluate(vae: &Vae, data: &dyn ImageSet) -> Result<Evaluation> {
    let mut random = Random::stream(0, Purpose::Evaluation, 0);
    let (mut reconstruction, mut kl) = (0.0, 0.0);
    for start in (0..data.len()).step_by(BATCH) {
        let x = vae.adopt(&data.range(start, BATCH.min(data.len() - start))?)?;
        let elbo = tch::no_grad(|| vae.elbo(&x, &mut random))?;
        reconstruction -= elbo.reconstruction.sum(Kind::Double).double_value(&[]);
        kl += elbo.kl.sum(Kind::Double).double_value(&[]);
    }
    let n = data.len().max(1) as f64;
    Ok(Evaluation {
        loss: (reconstruction + kl) / n,
        reconstruction: reconstruction / n,
        kl: kl / n,
        images: data.len(),
    })
}
