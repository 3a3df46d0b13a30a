//! The protocol: the model and where it starts.

use serde::{Deserialize, Serialize};
use vae_core::model::{Activation, Architecture};
use vae_core::{ImageShape, Likelihood, Purpose, Random, Result, Vae, VaeConfig};

use super::method::Method;
use super::rows::{Film, Row};

/// What two runs of one job must have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub method: Method,
    pub model: VaeConfig,
    /// Adagrad's.
    pub rate: f64,
    /// Of the initial parameters.
    pub deviation: f64,
    /// Images to learn from.
    pub images: usize,
    pub seed: u64,
}

impl Settings {
    pub(super) fn of(row: &Row, image: ImageShape, images: usize, seed: u64) -> Self {
        Self {
            method: row.method,
            model: model(row, image),
            rate: 0.02,
            deviation: 0.1,
            images,
            seed,
        }
    }

    /// A model whose parameters are all drawn from one Gaussian.
    pub(super) fn new_model(&self) -> Result<Vae> {
        let vae = Vae::new(self.model.clone(), self.seed)?;
        let mut random = Random::stream(self.seed, Purpose::Weights, 1);
        tch::no_grad(|| -> Result<()> {
            for parameter in vae.parameters() {
                let drawn = random.standard_normal(&parameter.size())? * self.deviation;
                parameter.shallow_clone().f_copy_(&drawn)?;
            }
            Ok(())
        })?;
        Ok(vae)
    }
}

fn model(row: &Row, image: ImageShape) -> VaeConfig {
    let (hidden, likelihood) = match row.images {
        Film::Mnist => (500, Likelihood::Bernoulli),
        Film::Frey => (200, Likelihood::GaussianPerPixel),
    };
    VaeConfig {
        image,
        latent: row.latent,
        architecture: Architecture::mlp([hidden]).with_activation(Activation::Tanh),
        likelihood,
        ..VaeConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    #[test]
    fn every_parameter_is_drawn_from_the_same_gaussian() {
        let row = Row::named("aevb-frey-2").unwrap();
        let settings = Settings::of(row, ImageShape::FREY, 1_600, 3);
        let vae = settings.new_model().unwrap();
        assert_eq!(vae.config().to_string(), "560-200-2-200-560, tanh, gaussian-per-pixel");
        for (name, parameter) in vae.named_parameters() {
            let parameter = parameter.to_kind(Kind::Double);
            let (n, square) = (parameter.numel() as f64, parameter.square().mean(Kind::Double));
            let off = square.double_value(&[]) / 0.01 - 1.0;
            assert!(off.abs() < 5.0 * (2.0 / n).sqrt(), "{name}: {off}");
        }
        assert!(settings.new_model().unwrap().parameters()[0].equal(vae.parameters()[0]));
    }
}
