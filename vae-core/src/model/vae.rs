//! The variational autoencoder itself (thesis section 4.1, figure 17).

use std::fmt;

use tch::{Device, Kind, Tensor};
use vae_base::dataset::{ImageShape, Provenance, Source};
use vae_base::display::text::thousands;
use vae_base::{Error, Random, Result};

use super::check::{check_pixels, check_rows};
use super::config::VaeConfig;
use super::decoder::Decoder;
use super::elbo::Elbo;
use super::encoder::Encoder;
use super::likelihood::PixelDistribution;
use super::parameters::{Named, below, replace};
use super::posterior::{DiagonalGaussian, LatentDistribution, log_prior};

/// A variational autoencoder: q(z|x) ([`posterior`](Self::posterior)), p(x|z)
/// ([`decode`](Self::decode)), p(z) = N(0, I), and the bound
/// ELBO(x) = E_q\[log p(x|z)\] − KL(q(z|x) ‖ p(z)) ≤ log p(x) (thesis section 3.3.2).
///
/// Images are rows of D pixels, `[B, D]`, codes rows of J numbers, `[B, J]`; bounds are in nats,
/// one for each image, `[B]`.
///
/// ```
/// use vae_core::model::{Architecture, PixelDistribution};
/// use vae_core::{Likelihood, Random, Vae, VaeConfig};
///
/// let config = VaeConfig {
///     latent: 10,
///     architecture: Architecture::mlp([500, 300]),
///     likelihood: Likelihood::ContinuousBernoulli,
///     ..VaeConfig::default()
/// };
/// let vae = Vae::new(config, 0)?;
/// let x = Random::new(1).uniform(&[4, 784])?;
/// let z = vae.encode(&x)?.sample(&mut Random::new(2))?; // [4, 10]
/// assert_eq!(vae.decode(&z)?.log_prob(&x)?.size(), [4]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Vae {
    config: VaeConfig,
    pub(crate) encoder: Encoder,
    pub(crate) decoder: Decoder,
    source: Source,
    /// The precision of the matrix products, where it is not that of the weights.
    compute: Option<Kind>,
}

impl Vae {
    /// A new model with random initial weights.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where a size makes no sense, or a part is to be
    /// one's own: [`Vae::builder`] takes those.
    pub fn new(config: VaeConfig, seed: u64) -> Result<Self> {
        config.refuse_own_parts()?;
        Self::builder(config, seed).build()
    }

    pub(super) fn of(config: VaeConfig, encoder: Encoder, decoder: Decoder) -> Self {
        Self { config, encoder, decoder, source: Source::Untrained, compute: None }
    }

    /// The sizes it was made with.
    pub fn config(&self) -> &VaeConfig {
        &self.config
    }

    /// Every weight and bias by name, in PyTorch's layout: `encoder.hidden1.weight`, ….
    pub fn named_parameters(&self) -> Named<'_> {
        let mut all = below("encoder", self.encoder.parameters());
        all.extend(below("decoder", self.decoder.parameters()));
        all
    }

    /// Every weight and bias, in the order of [`named_parameters`](Self::named_parameters).
    pub fn parameters(&self) -> Vec<&Tensor> {
        self.named_parameters().into_iter().map(|p| p.1).collect()
    }

    /// How many numbers training adjusts.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|t| t.numel()).sum()
    }

    /// Where its weights lie.
    pub fn device(&self) -> Device {
        self.options().1
    }

    /// The precision of its weights.
    pub fn kind(&self) -> Kind {
        self.options().0
    }

    fn options(&self) -> (Kind, Device) {
        let any = self.parameters().into_iter().next();
        any.map_or((Kind::Float, Device::Cpu), |t| (t.kind(), t.device()))
    }

    /// The same model with its weights on another device.
    pub fn to_device(self, device: Device) -> Result<Self> {
        replace(&self.named_parameters(), |_, t| Ok(t.f_to_device(device)?))?;
        Ok(self)
    }

    /// The same model in another precision: `Kind::Double` for exact checks.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for a kind that cannot be learnt in.
    pub fn to_kind(self, kind: Kind) -> Result<Self> {
        if !matches!(kind, Kind::Float | Kind::Double) {
            let remedy = "weights are Float or Double; products alone can be in bfloat16, by \
                          TrainConfig::precision";
            return Err(Error::config("kind", format!("{kind:?}"), remedy));
        }
        replace(&self.named_parameters(), |_, t| Ok(t.f_to_kind(kind)?))?;
        Ok(self)
    }

    /// Multiplies matrices in another precision than that of the weights, from now on.
    pub(crate) fn set_compute(&mut self, kind: Option<Kind>) {
        self.compute = kind;
    }

    /// Tells from which images it has learnt.
    pub fn set_source(&mut self, source: Source) {
        self.source = source;
    }

    /// q(z|x): `[B, D]` pixels → a distribution of codes, `[B, J]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `x` is not `[B, D]`.
    pub fn posterior(&self, x: &Tensor) -> Result<Box<dyn LatentDistribution>> {
        self.posterior_of_copies(x, 1)
    }

    /// q(z|x) for the rows of `x`, then for all of them again, and so on, `[copies · B, J]`: encoded
    /// once.
    ///
    /// # Errors
    /// As [`posterior`](Self::posterior).
    pub fn posterior_of_copies(
        &self,
        x: &Tensor,
        copies: i64,
    ) -> Result<Box<dyn LatentDistribution>> {
        self.check("encode", x, self.config.image.pixels())?;
        self.encoder.forward(x, self.compute_kind(), copies)
    }

    /// q(z|x) where it is a Gaussian: `[B, D]` pixels → a Gaussian over `[B, J]`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for a model of another posterior.
    pub fn encode(&self, x: &Tensor) -> Result<DiagonalGaussian> {
        let q = self.posterior(x)?;
        let Some(gaussian) = q.as_gaussian() else {
            let remedy = "its q(z|x) is no Gaussian: use Vae::posterior";
            return Err(Error::config("posterior", self.config.posterior, remedy));
        };
        let (mu, log_var) = (&gaussian.mu, &gaussian.log_var);
        DiagonalGaussian::new(mu.shallow_clone(), log_var.shallow_clone())
    }

    /// Whether q(z|x) is a diagonal Gaussian.
    pub fn has_gaussian_posterior(&self) -> bool {
        self.encoder.has_gaussian_posterior()
    }

    /// p(x|z): `[B, J]` codes → independent pixels, `[B, D]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `z` is not `[B, J]`.
    pub fn decode(&self, z: &Tensor) -> Result<Box<dyn PixelDistribution>> {
        self.check("decode", z, self.config.latent)?;
        self.decoder.forward(z, self.compute_kind())
    }

    /// log p(x|z), `[B]`, and its gradient with respect to z, `[B, J]`, for codes `[B, J]` and their
    /// images `[B, D]`: what moves a code uphill.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `z` or `x` does not fit the model or the other.
    pub fn log_likelihood_and_slope(&self, z: &Tensor, x: &Tensor) -> Result<(Tensor, Tensor)> {
        self.check("decode", z, self.config.latent)?;
        self.check_images("the likelihood", x)?;
        tch::with_grad(|| {
            let z = z.f_detach()?.f_set_requires_grad(true)?;
            let numbers = self.decoder.numbers(&z, self.compute_kind())?; // [B, outputs · D]
            let at = self.decoder.likelihood.log_prob_and_gradient(&numbers, x)?;
            // The likelihood answers for the negative mean over all rows.
            let loss = numbers.f_mul(&(at.gradient)(None)?.0)?.f_sum(z.kind())?;
            let slope = Tensor::f_run_backward(&[loss], &[&z], false, false)?.remove(0);
            Ok((at.log_prob, slope * -(z.size()[0] as f64)))
        })
    }

    /// The ELBO of each image, with one z per image drawn from q(z|x) (SGVB with L = 1, thesis
    /// section 3.3.3).
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `x` is not `[B, D]`,
    /// [`ErrorKind::Domain`](crate::ErrorKind) for pixels that the likelihood is not defined for.
    pub fn elbo(&self, x: &Tensor, random: &mut Random) -> Result<Elbo> {
        self.check("the ELBO", x, self.config.image.pixels())?;
        let eps = random.standard_normal(&[x.size()[0], self.config.latent])?;
        self.elbo_with_noise(x, &self.to_model_device(&eps)?)
    }

    /// The ELBO of each image for a given noise ε, `[B, J]`: a deterministic function of the
    /// weights, whose gradient is the reparameterised one.
    ///
    /// # Errors
    /// As [`elbo`](Self::elbo), and where `eps` is not `[B, J]`.
    pub fn elbo_with_noise(&self, x: &Tensor, eps: &Tensor) -> Result<Elbo> {
        self.check_images("the ELBO", x)?;
        let q = self.posterior(x)?; //                            q(z|x)
        let draw = q.draw(eps)?; //                               z = μ + σ ⊙ ε
        let reconstruction = self.decode(&draw.z)?.log_prob(x)?; // log p(x|z)
        let kl = match q.kl()? {
            Some(kl) => kl,
            None => draw.log_q.f_sub(&log_prior(&draw.z)?)?,
        };
        Ok(Elbo { reconstruction, kl })
    }

    /// Checks that images are rows of pixels that the likelihood is defined for.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) or [`ErrorKind::Domain`](crate::ErrorKind), which
    /// names the range that was seen and its likely cause.
    pub fn check_images(&self, operation: &'static str, x: &Tensor) -> Result<()> {
        self.check(operation, x, self.config.image.pixels())?;
        check_pixels(operation, x, self.decoder.likelihood.domain())
    }

    fn check(&self, operation: &'static str, x: &Tensor, columns: i64) -> Result<()> {
        notebook_front::check()?;
        check_rows(operation, x, columns, self.options())
    }

    /// `n` new images: z ~ N(0, I), and the expected image of p(x|z), `[n, D]`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for more than memory can hold.
    pub fn generate(&self, n: i64, random: &mut Random) -> Result<Tensor> {
        let z = random.standard_normal(&[n, self.config.latent])?;
        self.decode_mean(&z)
    }

    /// Each image by way of its code: the expected image of p(x|z) at z = μ(x), `[B, D]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `x` is not `[B, D]`.
    pub fn reconstruct(&self, x: &Tensor) -> Result<Tensor> {
        self.decode_mean(&self.encode_mean(x)?)
    }

    /// E\[x|z\], the expected images at given codes, `[B, J]` → `[B, D]`, without a gradient.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `z` is not `[B, J]`.
    pub fn decode_mean(&self, z: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| self.decode(&self.to_model_device(z)?)?.mean())
    }

    /// The codes' means μ(x), `[B, J]`, without a gradient: a picture of the latent space.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) where `x` is not `[B, D]`.
    pub fn encode_mean(&self, x: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| self.posterior(&self.to_model_device(x)?)?.centre())
    }

    /// A tensor brought to the weights' device and precision.
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn to_model_device(&self, x: &Tensor) -> Result<Tensor> {
        let (kind, device) = self.options();
        Ok(x.f_to_device(device)?.f_to_kind(kind)?)
    }

    fn compute_kind(&self) -> Kind {
        self.compute.unwrap_or_else(|| self.kind())
    }

    /// Shows the model's summary in a notebook.
    pub fn evcxr_display(&self) {
        println!("{self}");
    }
}

/// `VAE 784-500-500-2-500-500-784, 1,289,788 parameters, trained on MNIST`.
impl fmt::Display for Vae {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = thousands(self.parameter_count());
        write!(f, "VAE {}, {parameters} parameters, ", self.config)?;
        match &self.source {
            Source::Untrained => f.write_str("not trained yet"),
            source => write!(f, "trained on {source}"),
        }
    }
}

impl Provenance for Vae {
    fn image_shape(&self) -> ImageShape {
        self.config.image
    }

    fn source(&self) -> &Source {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Architecture;

    #[test]
    fn the_summary_tells_sizes_and_training() {
        let vae = Vae::new(VaeConfig::default(), 0).unwrap();
        let summary = "VAE 784-500-500-2-500-500-784, 1,289,788 parameters, not trained yet";
        assert_eq!(vae.to_string(), summary);
    }

    #[test]
    fn absurd_sizes_are_refused_before_memory_is() {
        for latent in [0, -1, i64::MAX] {
            let error = Vae::new(VaeConfig { latent, ..VaeConfig::default() }, 0).unwrap_err();
            assert!(error.to_string().starts_with("latent = "), "{error}");
        }
    }

    #[test]
    fn images_of_another_size_are_named() {
        let vae = Vae::new(
            VaeConfig { architecture: Architecture::mlp([4, 4]), ..VaeConfig::default() },
            0,
        )
        .unwrap();
        let x = Tensor::zeros([3, 560], (Kind::Float, Device::Cpu));
        let error = vae.reconstruct(&x).unwrap_err().to_string();
        assert!(error.contains("784") && error.contains("560"), "{error}");
    }

    #[test]
    fn samples_and_reconstructions_are_images() {
        let vae = Vae::new(
            VaeConfig {
                architecture: Architecture::mlp([4, 4]),
                latent: 3,
                ..VaeConfig::default()
            },
            0,
        )
        .unwrap();
        let x = vae.generate(5, &mut Random::new(0)).unwrap();
        assert_eq!(x.size(), [5, 784]);
        assert!(x.min().double_value(&[]) >= 0.0 && x.max().double_value(&[]) <= 1.0);
        assert_eq!(vae.reconstruct(&x).unwrap().size(), [5, 784]);
        assert_eq!(vae.encode_mean(&x).unwrap().size(), [5, 3]);
    }
}
