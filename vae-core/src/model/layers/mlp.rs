//! The multilayer perceptron.

use tch::{Kind, Tensor};
use vae_base::{Random, Result};

use super::{Activation, Initialisation, Linear, Network};
use crate::model::parameters::{Named, below};

/// Hidden layers hᵢ = f(Wᵢ hᵢ₋₁ + bᵢ) with h₀ = x, `[B, in]` → `[B, width of the last]` (thesis,
/// figures 18 and 19).
///
/// ```
/// use vae_core::model::{Activation, Initialisation, Mlp, Network};
/// use vae_core::Random;
///
/// let widths = [500, 300];
/// let mlp = Mlp::new(784, &widths, Activation::Tanh, Initialisation::Xavier, &mut Random::new(0))?;
/// let x = Random::new(1).uniform(&[2, 784])?;
/// assert_eq!(mlp.forward(&x)?.size(), [2, 300]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Mlp {
    /// From the input on.
    pub layers: Vec<Linear>,
    /// f, the same in each layer.
    pub activation: Activation,
    n_in: i64,
}

impl Mlp {
    /// Layers of so many units, above `n_in` inputs.
    pub fn new(
        n_in: i64,
        widths: &[i64],
        activation: Activation,
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Self> {
        let inputs = std::iter::once(&n_in).chain(widths);
        let layers =
            inputs.zip(widths).map(|(&n_in, &n_out)| Linear::new(n_in, n_out, init, random));
        Ok(Self { layers: layers.collect::<Result<_>>()?, activation, n_in })
    }

    /// Another handle on the same weights.
    pub(crate) fn share(&self) -> Self {
        Self { layers: self.layers.iter().map(Linear::share).collect(), ..*self }
    }

    /// A copy in another precision, which nothing learns.
    pub(crate) fn to_compute(&self, kind: Kind) -> Result<Self> {
        let layers = self.layers.iter().map(|layer| layer.to_compute(kind));
        Ok(Self { layers: layers.collect::<Result<_>>()?, ..*self })
    }
}

impl Network for Mlp {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut h = x.shallow_clone();
        for layer in &self.layers {
            h = self.activation.apply(&layer.forward(&h)?)?;
        }
        Ok(h)
    }

    fn features(&self) -> i64 {
        self.layers.last().map_or(self.n_in, |layer| layer.bias.size()[0])
    }

    /// `hidden1.weight`, `hidden1.bias`, `hidden2.weight`, …
    fn parameters(&self) -> Named<'_> {
        let layers = self.layers.iter().enumerate();
        layers
            .flat_map(|(i, layer)| below(&format!("hidden{}", i + 1), layer.parameters()))
            .collect()
    }

    fn as_mlp(&self) -> Option<&Mlp> {
        Some(self)
    }
}
