//! Convolutional layers put in the order in which a VAE applies them.

use tch::Tensor;
use vae_core::model::{Activation, Architecture};
use vae_core::{Error, ImageShape, Likelihood, Result, VaeConfig};

use super::chain::{Layer, heads, layers};
use super::named_tensor::NamedTensor;
use super::names::{Side, side};

/// What a convolutional model of ours is made of, in words for who has another.
pub const WANTED: &str = "wanted, each with weight and bias: convolutions of 3×3 (stride 2, border \
                          1), linear layers to the code's mean and log variance, one linear layer \
                          back, and as many transposed convolutions with the same channels";

/// Side of our kernels.
const KERNEL: i64 = 3;

/// The layers of a convolutional VAE.
#[derive(Debug)]
pub struct Convolutions {
    /// Weights `[out, in, 3, 3]`, from the image on.
    encoder: Vec<Layer>,
    mu: Layer,
    log_var: Layer,
    start: Layer,
    /// Weights `[in, out, 3, 3]`, up to the image.
    decoder: Vec<Layer>,
}

/// Whether a file holds convolutions.
pub fn are_there(tensors: &[NamedTensor]) -> bool {
    tensors.iter().any(is_kernel)
}

fn is_kernel(t: &NamedTensor) -> bool {
    t.name.ends_with(".weight") && t.tensor.dim() == 4
}

/// Finds the layers by shape and order; the problem in words where they make no such model.
pub fn convolutions(tensors: Vec<NamedTensor>) -> std::result::Result<Convolutions, String> {
    let (kernels, mut others): (Vec<_>, Vec<_>) = tensors.into_iter().partition(is_kernel);
    let mut kernels = kernels
        .into_iter()
        .map(|NamedTensor { name, tensor }| {
            let stem = name.trim_end_matches(".weight").to_string();
            let bias = others.iter().position(|t| t.name == format!("{stem}.bias"));
            let bias = bias.ok_or_else(|| format!("{name} has no bias"))?;
            Ok(Layer { name: stem, weight: tensor, bias: others.remove(bias).tensor })
        })
        .collect::<std::result::Result<Vec<_>, String>>()?;
    let (mut linear, left) = layers(others);
    if !left.is_empty() {
        return Err(format!("{} belongs to no layer that is known here", left.join(", ")));
    }
    // What is said to be the decoder's comes last, whatever the file's order.
    kernels.sort_by_key(|layer| side(&layer.name) == Side::Decoder);
    linear.sort_by_key(|layer| side(&layer.name) == Side::Decoder);
    if linear.len() != 3 || kernels.len() % 2 != 0 {
        let (linear, kernels) = (linear.len(), kernels.len());
        return Err(format!("there are {linear} linear layers and {kernels} convolutions"));
    }
    let (mu, log_var) = heads(&linear)?;
    let (later, earlier) = (linear.remove(mu.max(log_var)), linear.remove(mu.min(log_var)));
    let (mu, log_var) = if mu < log_var { (earlier, later) } else { (later, earlier) };
    let decoder = kernels.split_off(kernels.len() / 2);
    let found = Convolutions { encoder: kernels, mu, log_var, start: linear.remove(0), decoder };
    found.check()?;
    Ok(found)
}

impl Convolutions {
    /// Whether each layer takes what the one before it gives, and the decoder mirrors the encoder.
    fn check(&self) -> std::result::Result<(), String> {
        let kernels = self.encoder.iter().chain(&self.decoder);
        for layer in kernels {
            let size = layer.weight.size();
            if size[2..] != [KERNEL, KERNEL] {
                return Err(format!("{} has kernels of {}×{}", layer.name, size[2], size[3]));
            }
        }
        let down = self.channels();
        let chains = |layers: &[Layer], from: usize, to: usize| {
            layers.windows(2).all(|two| two[0].weight.size()[to] == two[1].weight.size()[from])
        };
        let up: Vec<i64> = self.decoder.iter().rev().map(|layer| layer.weight.size()[0]).collect();
        if !chains(&self.encoder, 1, 0) || !chains(&self.decoder, 0, 1) || up != down {
            return Err(format!("its channels are {down:?} on the way down and {up:?} back"));
        }
        Ok(())
    }

    /// The channels that each of the encoder's layers gives.
    fn channels(&self) -> Vec<i64> {
        self.encoder.iter().map(|layer| layer.weight.size()[0]).collect()
    }

    /// The configuration of the model, with what its weights alone do not say.
    ///
    /// # Errors
    /// Where the image's size is missing or does not fit.
    pub fn config(
        &self,
        image: Option<ImageShape>,
        activation: Activation,
        likelihood: Likelihood,
    ) -> Result<VaeConfig> {
        let Some(image) = image else {
            let remedy = "a convolution takes images of any size; say theirs by --shape";
            return Err(Error::config("shape", "none", remedy));
        };
        let channels = self.encoder.first().map_or(0, |layer| layer.weight.size()[1]);
        if image.channels != channels {
            let remedy = format!("the first layer takes {channels} channels");
            return Err(Error::config("shape", image, remedy));
        }
        let outputs = likelihood.model(image.pixels())?.outputs() * channels;
        let last = self.decoder.last().map_or(0, |layer| layer.weight.size()[1]);
        if last != outputs {
            let remedy =
                format!("it wants {outputs} channels of the last layer, which gives {last}");
            return Err(Error::config("likelihood", likelihood, remedy));
        }
        Ok(VaeConfig {
            image,
            latent: self.mu.outputs(),
            architecture: Architecture::conv(self.channels()).with_activation(activation),
            likelihood,
            ..VaeConfig::default()
        })
    }

    /// Our names of the layers' numbers.
    pub fn named(&self) -> Vec<(String, &Tensor)> {
        let numbered = |side: &'static str, layers: &[Layer]| -> Vec<String> {
            (1..=layers.len()).map(|i| format!("{side}.conv{i}")).collect()
        };
        let mut names = numbered("encoder", &self.encoder);
        names.extend(["encoder.mu", "encoder.log_var", "decoder.start"].map(String::from));
        names.extend(numbered("decoder", &self.decoder));
        let heads = [&self.mu, &self.log_var, &self.start];
        let layers = self.encoder.iter().chain(heads).chain(&self.decoder);
        let both = names.iter().zip(layers).flat_map(|(name, layer)| {
            [("weight", &layer.weight), ("bias", &layer.bias)]
                .map(|(part, numbers)| (format!("{name}.{part}"), numbers))
        });
        both.collect()
    }
}
