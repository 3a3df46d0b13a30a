//! The variational autoencoder itself (thesis section 4.1, figure 17).

use std::fmt;

use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};

use crate::distribution::{DiagonalGaussian, Likelihood, Pixels};
use crate::network::Networks;
use crate::shape::check_rows;
use crate::{Elbo, Error, ImageShape, Provenance, Random, Result, Source};

/// The shape of a model; the default is the thesis's for MNIST with two latent dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaeConfig {
    /// Height and width of an image, pixels.
    pub image: ImageShape,
    /// Units in each of the four hidden layers.
    pub hidden: i64,
    /// Latent dimensions, J.
    pub latent: i64,
    /// The family of p(x|z).
    #[serde(default, skip_serializing_if = "Likelihood::is_default")]
    pub likelihood: Likelihood,
}

impl Default for VaeConfig {
    fn default() -> Self {
        Self {
            image: ImageShape::MNIST,
            hidden: 500,
            latent: 2,
            likelihood: Likelihood::Bernoulli,
        }
    }
}

impl VaeConfig {
    /// The largest size that any one layer may have: enough for every experiment, and small
    /// enough that a mistyped number is refused before memory is asked for.
    const LARGEST: i64 = 16_384;

    /// Checks that every size makes sense.
    ///
    /// # Errors
    /// [`Error::Config`] naming the field.
    pub fn validate(&self) -> Result<()> {
        let sizes = [
            ("image.height", self.image.height),
            ("image.width", self.image.width),
            ("hidden", self.hidden),
            ("latent", self.latent),
        ];
        for (field, size) in sizes {
            check_size(field, size)?;
        }
        check_size("image.height × image.width", self.image.pixels())
    }
}

fn check_size(field: &'static str, size: i64) -> Result<()> {
    if (1..=VaeConfig::LARGEST).contains(&size) {
        return Ok(());
    }
    Err(Error::Config {
        field,
        given: size.to_string(),
        remedy: format!("choose a number from 1 to {}", VaeConfig::LARGEST),
    })
}

/// Where the images of a new model come from.
const UNTRAINED: &str = "an untrained model";

/// A variational autoencoder with Gaussian codes and independent pixels.
#[derive(Debug)]
pub struct Vae {
    config: VaeConfig,
    pub(crate) networks: Networks,
    pub(crate) source: Source,
}

impl Vae {
    /// A new model with the thesis's random initial weights (section 4.2).
    ///
    /// # Errors
    /// [`Error::Config`] where a size makes no sense.
    pub fn new(config: VaeConfig, seed: u64) -> Result<Self> {
        config.validate()?;
        Ok(Self {
            networks: Networks::new(&config, seed)?,
            config,
            source: Source::Other(UNTRAINED.into()),
        })
    }

    /// The sizes it was made with.
    pub fn config(&self) -> &VaeConfig {
        &self.config
    }

    /// Every weight and bias by name, in PyTorch's layout.
    pub fn named_parameters(&self) -> Vec<(String, &Tensor)> {
        self.networks.named_parameters()
    }

    /// Every weight and bias, in the order of [`named_parameters`](Self::named_parameters).
    pub fn parameters(&self) -> Vec<&Tensor> {
        self.networks.parameters()
    }

    /// How many numbers training adjusts.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|t| t.numel()).sum()
    }

    /// Where its weights lie.
    pub fn device(&self) -> Device {
        self.anchor().device()
    }

    /// The precision of its weights.
    pub fn kind(&self) -> Kind {
        self.anchor().kind()
    }

    /// The same model with its weights on another device.
    pub fn to_device(mut self, device: Device) -> Result<Self> {
        self.networks.replace(|_, t| Ok(t.f_to_device(device)?))?;
        Ok(self)
    }

    /// The same model in another precision: `Kind::Double` for exact checks.
    pub fn to_kind(mut self, kind: Kind) -> Result<Self> {
        self.networks.replace(|_, t| Ok(t.f_to_kind(kind)?))?;
        Ok(self)
    }

    /// The encoder, q(z|x): `[B, D]` pixels in [0, 1] → a Gaussian over `[B, J]`.
    pub fn encode(&self, x: &Tensor) -> Result<DiagonalGaussian> {
        check_rows("encode", x, self.config.image.pixels(), self.anchor())?;
        let (mu, log_var) = self.networks.encoder.forward(x)?;
        DiagonalGaussian::new(mu, log_var)
    }

    /// The decoder, p(x|z): `[B, J]` codes → independent pixels, `[B, D]`.
    pub fn decode(&self, z: &Tensor) -> Result<Pixels> {
        check_rows("decode", z, self.config.latent, self.anchor())?;
        self.networks.decoder.forward(z)
    }

    /// The ELBO of each image, with one z per image drawn from q(z|x) (SGVB with L = 1, thesis
    /// section 3.3.3).
    pub fn elbo(&self, x: &Tensor, random: &mut Random) -> Result<Elbo> {
        let eps = random.standard_normal(&[x.size()[0], self.config.latent])?;
        self.elbo_with_noise(x, &self.adopt(&eps)?)
    }

    /// The ELBO of each image for a given noise ε, `[B, J]`: a deterministic function of the
    /// weights, whose gradient is the reparameterised one.
    pub fn elbo_with_noise(&self, x: &Tensor, eps: &Tensor) -> Result<Elbo> {
        let q = self.encode(x)?; //                       q(z|x)
        let z = q.reparameterise(eps)?; //                z = μ + σ ⊙ ε
        let reconstruction = self.decode(&z)?.log_prob(x)?; // log p(x|z)
        Ok(Elbo {
            reconstruction,
            kl: q.kl(),
        })
    }

    /// `n` new images: z ~ N(0, I), and the expected image of p(x|z), `[n, D]`, grey in [0, 1].
    pub fn sample(&self, n: i64, random: &mut Random) -> Result<Tensor> {
        let z = random.standard_normal(&[n, self.config.latent])?;
        self.images_at(&z)
    }

    /// Each image by way of its code: the expected image of p(x|z) at z = μ(x), `[B, D]`.
    pub fn reconstruct(&self, x: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| self.images_at(&self.encode(&self.adopt(x)?)?.mu))
    }

    /// The expected images at given codes, `[B, J]` → `[B, D]`, without a gradient.
    pub fn images_at(&self, z: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| Ok(self.decode(&self.adopt(z)?)?.mean()))
    }

    /// The codes' means μ(x), `[B, J]`, without a gradient: a picture of the latent space.
    pub fn codes(&self, x: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| Ok(self.encode(&self.adopt(x)?)?.mu))
    }

    /// A tensor brought to the weights' device and precision.
    pub(crate) fn adopt(&self, x: &Tensor) -> Result<Tensor> {
        let like = self.anchor();
        Ok(x.f_to_device(like.device())?.f_to_kind(like.kind())?)
    }

    fn anchor(&self) -> &Tensor {
        &self.networks.decoder.output.bias
    }

    /// Shows the model's summary in a notebook.
    pub fn evcxr_display(&self) {
        println!("{self}");
    }
}

/// `VAE 784-500-500-2-500-500-784, 1,289,788 parameters, trained on MNIST`.
impl fmt::Display for Vae {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (d, h, j) = (
            self.config.image.pixels(),
            self.config.hidden,
            self.config.latent,
        );
        let parameters = with_thousands(self.parameter_count());
        write!(
            f,
            "VAE {d}-{h}-{h}-{j}-{h}-{h}-{d}, {parameters} parameters, "
        )?;
        match &self.source {
            Source::Other(name) if name == UNTRAINED => f.write_str("not trained yet"),
            source => write!(f, "trained on {source}"),
        }
    }
}

fn with_thousands(n: usize) -> String {
    let digits = n.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(",")
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

    #[test]
    fn the_summary_tells_sizes_and_training() {
        let vae = Vae::new(VaeConfig::default(), 0).unwrap();
        let summary = "VAE 784-500-500-2-500-500-784, 1,289,788 parameters, not trained yet";
        assert_eq!(vae.to_string(), summary);
    }

    #[test]
    fn absurd_sizes_are_refused_before_memory_is() {
        for latent in [0, -1, i64::MAX] {
            let error = Vae::new(
                VaeConfig {
                    latent,
                    ..VaeConfig::default()
                },
                0,
            )
            .unwrap_err();
            assert!(error.to_string().starts_with("latent = "), "{error}");
        }
    }

    #[test]
    fn images_of_another_size_are_named() {
        let vae = Vae::new(
            VaeConfig {
                hidden: 4,
                ..VaeConfig::default()
            },
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
                hidden: 4,
                latent: 3,
                ..VaeConfig::default()
            },
            0,
        )
        .unwrap();
        let x = vae.sample(5, &mut Random::new(0)).unwrap();
        assert_eq!(x.size(), [5, 784]);
        assert!(x.min().double_value(&[]) >= 0.0 && x.max().double_value(&[]) <= 1.0);
        assert_eq!(vae.reconstruct(&x).unwrap().size(), [5, 784]);
        assert_eq!(vae.codes(&x).unwrap().size(), [5, 3]);
    }
}
