//! Fully connected layers and the perceptron that encoder and decoder share.

use tch::{Device, Kind, Tensor};

use crate::distribution::{Bernoulli, DiscretizedLogistic, Likelihood, Pixels};
use crate::shape::check_rows;
use crate::{Purpose, Random, Result, VaeConfig};

/// An affine map x ↦ x Wᵀ + b, in PyTorch's `nn.Linear` layout.
#[derive(Debug)]
pub struct Linear {
    /// W, `[out, in]`.
    pub weight: Tensor,
    /// b, `[out]`.
    pub bias: Tensor,
}

impl Linear {
    /// The thesis's initialisation (section 4.2, annex D.4): weights N(0, 1/n_in), after LeCun's
    /// "Efficient BackProp", and random biases of standard deviation n_out^-½.
    pub fn new(n_in: i64, n_out: i64, random: &mut Random) -> Result<Self> {
        let weight = random.standard_normal(&[n_out, n_in])? * (n_in as f64).powf(-0.5);
        let bias = random.standard_normal(&[n_out])? * (n_out as f64).powf(-0.5);
        Ok(Self {
            weight: weight.set_requires_grad(true),
            bias: bias.set_requires_grad(true),
        })
    }

    /// `[B, in]` → `[B, out]`.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        check_rows("a linear layer", x, self.weight.size()[1], &self.weight)?;
        Ok(x.f_linear(&self.weight, Some(&self.bias))?)
    }

    fn parameters<'a>(&'a self, name: &str) -> [(String, &'a Tensor); 2] {
        [
            (format!("{name}.weight"), &self.weight),
            (format!("{name}.bias"), &self.bias),
        ]
    }
}

/// Two hidden layers of rectified linear units (thesis, figures 18 and 19).
#[derive(Debug)]
pub struct Hidden {
    pub hidden1: Linear,
    pub hidden2: Linear,
}

impl Hidden {
    fn new(n_in: i64, width: i64, random: &mut Random) -> Result<Self> {
        Ok(Self {
            hidden1: Linear::new(n_in, width, random)?,
            hidden2: Linear::new(width, width, random)?,
        })
    }

    /// `[B, in]` → `[B, width]`.
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let h1 = self.hidden1.forward(x)?.relu();
        Ok(self.hidden2.forward(&h1)?.relu())
    }
}

/// The encoder's network, φ: image → (μ, log σ²).
#[derive(Debug)]
pub struct Encoder {
    pub hidden: Hidden,
    pub mu: Linear,
    pub log_var: Linear,
}

impl Encoder {
    pub(crate) fn new(pixels: i64, width: i64, latent: i64, random: &mut Random) -> Result<Self> {
        Ok(Self {
            hidden: Hidden::new(pixels, width, random)?,
            mu: Linear::new(width, latent, random)?,
            log_var: Linear::new(width, latent, random)?,
        })
    }

    /// `[B, D]` → μ `[B, J]`, log σ² `[B, J]`.
    pub(crate) fn forward(&self, x: &Tensor) -> Result<(Tensor, Tensor)> {
        let h = self.hidden.forward(x)?;
        Ok((self.mu.forward(&h)?, self.log_var.forward(&h)?))
    }
}

/// Where training begins to learn scales: s ≈ 0.14, wide enough for any image at first.
const FIRST_LOG_SCALE: f64 = -2.0;

/// The decoder's network, θ: code → distribution of the pixels.
#[derive(Debug)]
pub struct Decoder {
    pub hidden: Hidden,
    pub output: Linear,
    /// log s of each pixel, `[D]`, where the likelihood has scales.
    pub log_scale: Option<Tensor>,
}

impl Decoder {
    fn new(config: &VaeConfig, random: &mut Random) -> Result<Self> {
        let pixels = config.image.pixels();
        let log_scale = match config.likelihood {
            Likelihood::Bernoulli => None,
            Likelihood::DiscretizedLogistic => {
                let options = (Kind::Float, Device::Cpu);
                let start = Tensor::f_full([pixels], FIRST_LOG_SCALE, options)?;
                Some(start.set_requires_grad(true))
            }
        };
        Ok(Self {
            hidden: Hidden::new(config.latent, config.hidden, random)?,
            output: Linear::new(config.hidden, pixels, random)?,
            log_scale,
        })
    }

    /// `[B, J]` → p(x|z) over `[B, D]`.
    pub(crate) fn forward(&self, z: &Tensor) -> Result<Pixels> {
        self.pixels(self.output.forward(&self.hidden.forward(z)?)?)
    }

    /// The distribution that the last layer's answer `[B, D]` stands for.
    pub(crate) fn pixels(&self, output: Tensor) -> Result<Pixels> {
        Ok(match &self.log_scale {
            None => Pixels::Bernoulli(Bernoulli::new(output)),
            Some(log_scale) => {
                let log_scale = log_scale.f_to_kind(output.kind())?;
                Pixels::DiscretizedLogistic(DiscretizedLogistic::new(output, log_scale)?)
            }
        })
    }
}

/// Encoder and decoder together: all that training changes.
#[derive(Debug)]
pub struct Networks {
    pub encoder: Encoder,
    pub decoder: Decoder,
}

impl Networks {
    pub(crate) fn new(config: &VaeConfig, seed: u64) -> Result<Self> {
        let mut random = Random::stream(seed, Purpose::Weights, 0);
        let (pixels, width, latent) = (config.image.pixels(), config.hidden, config.latent);
        Ok(Self {
            encoder: Encoder::new(pixels, width, latent, &mut random)?,
            decoder: Decoder::new(config, &mut random)?,
        })
    }

    /// The layers by the names under which they are saved.
    pub(crate) fn layers(&self) -> [(&'static str, &Linear); 7] {
        let (encoder, decoder) = (&self.encoder, &self.decoder);
        [
            ("encoder.hidden1", &encoder.hidden.hidden1),
            ("encoder.hidden2", &encoder.hidden.hidden2),
            ("encoder.mu", &encoder.mu),
            ("encoder.log_var", &encoder.log_var),
            ("decoder.hidden1", &decoder.hidden.hidden1),
            ("decoder.hidden2", &decoder.hidden.hidden2),
            ("decoder.output", &decoder.output),
        ]
    }

    /// Every parameter with its name, always in the same order.
    pub fn named_parameters(&self) -> Vec<(String, &Tensor)> {
        let layers = self.layers().into_iter();
        let scale = self.decoder.log_scale.iter();
        layers
            .flat_map(|(name, layer)| layer.parameters(name))
            .chain(scale.map(|tensor| ("decoder.log_scale".into(), tensor)))
            .collect()
    }

    /// Every parameter, in the order of their names.
    pub(crate) fn parameters(&self) -> Vec<&Tensor> {
        let layers = self.layers().into_iter();
        layers
            .flat_map(|(_, layer)| [&layer.weight, &layer.bias])
            .chain(&self.decoder.log_scale)
            .collect()
    }

    /// The precision of the parameters.
    pub(crate) fn kind(&self) -> Kind {
        self.decoder.output.bias.kind()
    }

    /// Where the parameters lie.
    pub(crate) fn device(&self) -> Device {
        self.decoder.output.bias.device()
    }

    /// A copy in another precision, which nothing learns.
    pub(crate) fn to_kind(&self, kind: Kind) -> Self {
        let layer = |layer: &Linear| Linear {
            weight: layer.weight.detach().to_kind(kind),
            bias: layer.bias.detach().to_kind(kind),
        };
        let hidden = |hidden: &Hidden| Hidden {
            hidden1: layer(&hidden.hidden1),
            hidden2: layer(&hidden.hidden2),
        };
        Self {
            encoder: Encoder {
                hidden: hidden(&self.encoder.hidden),
                mu: layer(&self.encoder.mu),
                log_var: layer(&self.encoder.log_var),
            },
            decoder: Decoder {
                hidden: hidden(&self.decoder.hidden),
                output: layer(&self.decoder.output),
                log_scale: self.decoder.log_scale.as_ref().map(Tensor::detach),
            },
        }
    }

    /// Replaces every parameter, as a new leaf of the graph, by what `new` makes of its name
    /// and its old value.
    pub(crate) fn replace(
        &mut self,
        mut new: impl FnMut(&str, &Tensor) -> Result<Tensor>,
    ) -> Result<()> {
        let names: Vec<String> = self.named_parameters().into_iter().map(|p| p.0).collect();
        for (name, tensor) in names.iter().zip(self.parameters_mut()) {
            *tensor = new(name, &tensor.f_detach()?)?.set_requires_grad(true);
        }
        Ok(())
    }

    fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        let (encoder, decoder) = (&mut self.encoder, &mut self.decoder);
        let layers = [
            &mut encoder.hidden.hidden1,
            &mut encoder.hidden.hidden2,
            &mut encoder.mu,
            &mut encoder.log_var,
            &mut decoder.hidden.hidden1,
            &mut decoder.hidden.hidden2,
            &mut decoder.output,
        ];
        layers
            .into_iter()
            .flat_map(|layer| [&mut layer.weight, &mut layer.bias])
            .chain(&mut decoder.log_scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initial_weights_have_the_moments_of_the_thesis() {
        let layer = Linear::new(784, 500, &mut Random::new(0)).unwrap();
        let moments = |t: &Tensor| {
            let mean = t.mean(Kind::Double).double_value(&[]);
            (mean, t.std(true).double_value(&[]))
        };
        let (mean, std) = moments(&layer.weight);
        assert!(mean.abs() < 4.0 * 784_f64.powf(-0.5) / (784.0 * 500_f64).sqrt());
        assert!((std / 784_f64.powf(-0.5) - 1.0).abs() < 0.01);
        let (mean, std) = moments(&layer.bias);
        assert!(mean.abs() < 4.0 / 500.0);
        assert!((std / 500_f64.powf(-0.5) - 1.0).abs() < 0.15);
    }

    #[test]
    fn names_follow_the_layers() {
        let config = VaeConfig {
            likelihood: Likelihood::DiscretizedLogistic,
            ..VaeConfig::default()
        };
        let networks = Networks::new(&config, 0).unwrap();
        let names: Vec<String> = networks
            .named_parameters()
            .into_iter()
            .map(|p| p.0)
            .collect();
        assert_eq!(names.len(), 15);
        assert_eq!(names[0], "encoder.hidden1.weight");
        assert_eq!(names[7], "encoder.log_var.bias");
        assert_eq!(names[13], "decoder.output.bias");
        assert_eq!(names[14], "decoder.log_scale");
    }

    #[test]
    fn a_wrong_width_is_named() {
        let layer = Linear::new(4, 3, &mut Random::new(0)).unwrap();
        let x = Tensor::zeros([2, 5], (Kind::Float, tch::Device::Cpu));
        let error = layer.forward(&x).unwrap_err().to_string();
        assert!(
            error.contains("[B, 4]") && error.contains("[2, 5]"),
            "{error}"
        );
    }
}
