//! What the model asks of a likelihood, built in or one's own.

use std::fmt;

use tch::Tensor;
use vae_base::{Error, Random, Result};

use crate::model::parameters::Named;

/// A family of p(x|z): it tells how many numbers the decoder gives for a pixel, and what
/// distribution they stand for. The likelihood's own parameters belong to it.
///
/// ```
/// use tch::Tensor;
/// use vae_core::model::{ObservationModel, PixelDistribution};
/// use vae_core::{Random, Result, VaeConfig, Vae};
///
/// /// Laplace pixels of scale 1: log p = −|x − μ| − log 2.
/// #[derive(Debug)]
/// struct Laplace;
/// #[derive(Debug)]
/// struct Pixels(Tensor); // μ, [B, D]
///
/// impl ObservationModel for Laplace {
///     fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
///         Ok(Box::new(Pixels(output)))
///     }
///     fn domain(&self) -> (f64, f64) {
///         (f64::NEG_INFINITY, f64::INFINITY)
///     }
/// }
/// impl PixelDistribution for Pixels {
///     fn mean(&self) -> Result<Tensor> {
///         Ok(self.0.shallow_clone())
///     }
///     fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
///         let nats: Tensor = -(x - &self.0).abs() - 2_f64.ln(); // [B, D]
///         Ok(nats.f_sum_dim_intlist(1, false, x.kind())?)
///     }
///     fn sample(&self, random: &mut Random) -> Result<Tensor> {
///         let u = random.uniform(&self.0.size())? - 0.5;
///         Ok(&self.0 - u.sign() * (u.abs() * -2.0).log1p())
///     }
/// }
///
/// # fn main() -> Result<()> {
/// let vae = Vae::builder(VaeConfig::default(), 0).likelihood(Laplace).build()?;
/// let x = Random::new(1).uniform(&[5, 784])?;
/// assert_eq!(vae.elbo(&x, &mut Random::new(2))?.value()?.size(), [5]);
/// # Ok(()) }
/// ```
pub trait ObservationModel: fmt::Debug + Send {
    /// How many numbers the decoder gives for each pixel: `[B, outputs · D]`, all first ones,
    /// then all second ones.
    fn outputs(&self) -> i64 {
        1
    }

    /// The likelihood's own parameters by name, which are leaves that require a gradient.
    fn parameters(&self) -> Named<'_> {
        Vec::new()
    }

    /// p(x|z) from the decoder's numbers, `[B, outputs · D]`.
    ///
    /// # Errors
    /// Where they have another shape.
    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>>;

    /// The least and the largest value of a pixel that it is defined for.
    fn domain(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    /// log p(x|z) of each row of the decoder's numbers, `[K · B, outputs · D]`, for the images
    /// `[B, D]` in turn, and the way back; by autograd, where a likelihood does not know better.
    ///
    /// # Errors
    /// As [`distribution`](Self::distribution) and [`PixelDistribution::log_prob`].
    fn log_prob_and_gradient(&self, output: &Tensor, x: &Tensor) -> Result<OutputGradient> {
        tch::with_grad(|| {
            let leaf = output.f_detach()?.f_set_requires_grad(true)?;
            let copies = copies(output, x);
            let nats = self.distribution(leaf.shallow_clone())?.log_prob_of_copies(x, copies)?;
            if !nats.requires_grad() {
                return Err(Error::own("the likelihood's log_prob does not depend on the decoder"));
            }
            let own = self.parameters().into_iter().map(|p| p.1.shallow_clone());
            let leaves: Vec<Tensor> = std::iter::once(leaf).chain(own).collect();
            let log_prob = nats.f_detach()?;
            let gradient = move |weights: Option<&Tensor>| {
                let loss = tch::with_grad(|| {
                    let nats = weights.map_or(Ok(nats.shallow_clone()), |w| nats.f_mul(w))?;
                    nats.f_mean(nats.kind())?.f_neg()
                })?;
                let mut all = Tensor::f_run_backward(&[loss], &leaves, false, false)?;
                let own = all.split_off(1);
                Ok((all.remove(0), own))
            };
            Ok(OutputGradient { log_prob, gradient: Box::new(gradient) })
        })
    }
}

/// log p(x|z) of each row, and the way back to what it came from.
pub struct OutputGradient {
    /// log p(x|z), `[K · B]`, nats.
    pub log_prob: Tensor,
    /// For what each row weighs, `[K · B]`, or 1 without, the gradient of −mean(weight · log p):
    /// with respect to the decoder's numbers, and to each of the likelihood's own parameters.
    pub gradient: Box<Pullback>,
}

/// From weights to gradients.
pub type Pullback = dyn FnOnce(Option<&Tensor>) -> Result<(Tensor, Vec<Tensor>)>;

/// K, for K · B rows and B images; what is left over, `log_prob_of_copies` finds.
pub(super) fn copies(rows: &Tensor, x: &Tensor) -> i64 {
    let count = |t: &Tensor| t.size().first().copied().unwrap_or(0);
    count(rows) / count(x).max(1)
}

/// A batch of images' distribution p(x|z), `[B, D]`.
pub trait PixelDistribution: fmt::Debug {
    /// E\[x|z\], the image to show, `[B, D]`.
    ///
    /// # Errors
    /// Where libtorch refuses.
    fn mean(&self) -> Result<Tensor>;

    /// log p(x|z), `[B]`, nats; of a density where pixels are real numbers.
    ///
    /// # Errors
    /// Where `x` is not `[B, D]`.
    fn log_prob(&self, x: &Tensor) -> Result<Tensor>;

    /// log p(x|z) of `copies` codes for each image `[B, D]`, where this is over
    /// `[copies · B, D]`: one code of each image, then another of each; `[copies · B]`, nats.
    ///
    /// # Errors
    /// Where `x` is not `[B, D]`.
    fn log_prob_of_copies(&self, x: &Tensor, copies: i64) -> Result<Tensor> {
        match copies {
            1 => self.log_prob(x),
            _ => self.log_prob(&x.f_repeat([copies, 1])?),
        }
    }

    /// Images drawn pixel by pixel, `[B, D]`.
    ///
    /// # Errors
    /// Where libtorch refuses.
    fn sample(&self, random: &mut Random) -> Result<Tensor>;

    /// The logits ℓ of the pixels' means or locations, sigmoid(ℓ), where it has them, `[B, D]`.
    fn logits(&self) -> Option<&Tensor> {
        None
    }
}
