//! The decoder, θ: code → p(x|z).

use tch::{Kind, Tensor};
use vae_base::{Error, Random, Result};

use super::layers::{Initialisation, Linear, Mlp, Network};
use super::likelihood::{ObservationModel, PixelDistribution};
use super::parameters::{Named, below};

/// A network, a linear layer above it to the numbers that the likelihood asks for, and the
/// likelihood.
#[derive(Debug)]
pub struct Decoder {
    network: Box<dyn Network>,
    /// None where the network makes those numbers itself.
    output: Option<Linear>,
    pub(crate) likelihood: Box<dyn ObservationModel>,
}

impl Decoder {
    pub(super) fn new(
        network: Box<dyn Network>,
        likelihood: Box<dyn ObservationModel>,
        pixels: i64,
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Self> {
        let (features, numbers) = (network.features(), likelihood.outputs() * pixels);
        let output = match network.makes_outputs() {
            false => Some(Linear::new(features, numbers, init, random)?),
            true if features == numbers => None,
            true => {
                let remedy = format!("the likelihood asks for {numbers}");
                return Err(Error::config("the decoder's outputs", features, remedy));
            }
        };
        Ok(Self { network, output, likelihood })
    }

    /// `[B, J]` → p(x|z) over `[B, D]`.
    pub(super) fn forward(&self, z: &Tensor, compute: Kind) -> Result<Box<dyn PixelDistribution>> {
        self.likelihood.distribution(self.numbers(z, compute)?)
    }

    /// What the likelihood makes p(x|z) of: `[B, J]` → `[B, outputs · D]`.
    pub(super) fn numbers(&self, z: &Tensor, compute: Kind) -> Result<Tensor> {
        let h = self.network.forward(&z.f_to_kind(compute)?)?;
        let numbers = match &self.output {
            Some(layer) => layer.forward(&h)?,
            None => h,
        };
        Ok(numbers.f_to_kind(z.kind())?)
    }

    /// `hidden1.weight`, …, `output.weight`, `output.bias`, and the likelihood's own.
    pub(super) fn parameters(&self) -> Named<'_> {
        let mut all = self.network.parameters();
        all.extend(self.output.iter().flat_map(|layer| below("output", layer.parameters())));
        all.extend(self.likelihood.parameters());
        all
    }

    /// The perceptron and its last layer.
    pub(crate) fn as_mlp(&self) -> Option<(&Mlp, &Linear)> {
        Some((self.network.as_mlp()?, self.output.as_ref()?))
    }
}
