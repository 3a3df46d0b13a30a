//! A model of perceptrons, its layers in plain sight.

use tch::Kind;
use vae_base::Result;

use crate::model::{Linear, Mlp, Vae};

/// Handles on the layers of a VAE whose networks are perceptrons and whose posterior is a
/// diagonal Gaussian, or copies of them in another precision.
#[derive(Debug)]
pub(crate) struct Perceptrons {
    pub(crate) encoder: Mlp,
    pub(crate) mu: Linear,
    pub(crate) log_var: Linear,
    pub(crate) decoder: Mlp,
    pub(crate) output: Linear,
}

impl Perceptrons {
    /// Those of `vae`; none where it is made of anything else.
    pub(crate) fn of(vae: &Vae) -> Option<Self> {
        let (encoder, [mu, log_var]) = vae.encoder.as_mlp()?;
        let (decoder, output) = vae.decoder.as_mlp()?;
        Some(Self {
            encoder: encoder.share(),
            mu: mu.share(),
            log_var: log_var.share(),
            decoder: decoder.share(),
            output: output.share(),
        })
    }

    /// A copy in another precision, which nothing learns.
    pub(crate) fn to_compute(&self, kind: Kind) -> Result<Self> {
        Ok(Self {
            encoder: self.encoder.to_compute(kind)?,
            mu: self.mu.to_compute(kind)?,
            log_var: self.log_var.to_compute(kind)?,
            decoder: self.decoder.to_compute(kind)?,
            output: self.output.to_compute(kind)?,
        })
    }

    /// In the order of the model's parameters.
    pub(crate) fn layers(&self) -> Vec<&Linear> {
        let encoder = self.encoder.layers.iter().chain([&self.mu, &self.log_var]);
        encoder.chain(&self.decoder.layers).chain([&self.output]).collect()
    }
}
