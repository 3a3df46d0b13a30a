//! Fully connected layers and the perceptron that encoder and decoder share.

use tch::{Kind, Tensor};

use crate::shape::check_rows;
use crate::{Purpose, Random, Result};

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

/// The decoder's network, θ: code → logits of the pixels.
#[derive(Debug)]
pub struct Decoder {
    pub hidden: Hidden,
    pub output: Linear,
}

impl Decoder {
    pub(crate) fn new(latent: i64, width: i64, pixels: i64, random: &mut Random) -> Result<Self> {
        Ok(Self {
            hidden: Hidden::new(latent, width, random)?,
            output: Linear::new(width, pixels, random)?,
        })
    }

    /// `[B, J]` → `[B, D]`.
    pub(crate) fn forward(&self, z: &Tensor) -> Result<Tensor> {
        self.output.forward(&self.hidden.forward(z)?)
    }
}

/// Encoder and decoder together: all that training changes.
#[derive(Debug)]
pub struct Networks {
    pub encoder: Encoder,
    pub decoder: Decoder,
}

impl Networks {
    pub(crate) fn new(pixels: i64, width: i64, latent: i64, seed: u64) -> Result<Self> {
        let mut random = Random::stream(seed, Purpose::Weights, 0);
        Ok(Self {
            encoder: Encoder::new(pixels, width, latent, &mut random)?,
            decoder: Decoder::new(latent, width, pixels, &mut random)?,
        })
    }

    /// The layers by the names under which they are saved.
    fn layers(&self) -> [(&'static str, &Linear); 7] {
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

    /// Every weight and bias with its name, always in the same order.
    pub fn named_parameters(&self) -> Vec<(String, &Tensor)> {
        self.layers()
            .into_iter()
            .flat_map(|(name, layer)| layer.parameters(name))
            .collect()
    }

    /// Every weight and bias, in the order of their names.
    pub(crate) fn parameters(&self) -> Vec<&Tensor> {
        let layers = self.layers().into_iter();
        layers
            .flat_map(|(_, layer)| [&layer.weight, &layer.bias])
            .collect()
    }

    /// The precision of the parameters.
    pub(crate) fn kind(&self) -> Kind {
        self.decoder.output.bias.kind()
    }

    /// Replaces every parameter, as a new leaf of the graph, by what `new` makes of its name
    /// and its old value.
    pub(crate) fn replace(
        &mut self,
        mut new: impl FnMut(&str, &Tensor) -> Result<Tensor>,
    ) -> Result<()> {
        let names: Vec<String> = self.named_parameters().into_iter().map(|p| p.0).collect();
        let layers = self.layers_mut().into_iter();
        let tensors = layers.flat_map(|layer| [&mut layer.weight, &mut layer.bias]);
        for (name, tensor) in names.iter().zip(tensors) {
            *tensor = new(name, &tensor.f_detach()?)?.set_requires_grad(true);
        }
        Ok(())
    }

    fn layers_mut(&mut self) -> [&mut Linear; 7] {
        let (encoder, decoder) = (&mut self.encoder, &mut self.decoder);
        [
            &mut encoder.hidden.hidden1,
            &mut encoder.hidden.hidden2,
            &mut encoder.mu,
            &mut encoder.log_var,
            &mut decoder.hidden.hidden1,
            &mut decoder.hidden.hidden2,
            &mut decoder.output,
        ]
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
        let networks = Networks::new(6, 5, 2, 0).unwrap();
        let names: Vec<String> = networks
            .named_parameters()
            .into_iter()
            .map(|p| p.0)
            .collect();
        assert_eq!(names.len(), 14);
        assert_eq!(names[0], "encoder.hidden1.weight");
        assert_eq!(names[7], "encoder.log_var.bias");
        assert_eq!(names[13], "decoder.output.bias");
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
