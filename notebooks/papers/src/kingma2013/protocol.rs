//! The protocol: the model and where it starts, and when the bound is taken.

use serde::{Deserialize, Serialize};
use vae_core::model::{Activation, Architecture};
use vae_core::{ImageShape, Likelihood, Purpose, Random, Result, Vae, VaeConfig};

use super::method::Method;
use super::rows::{Film, Row};

/// Images a step.
pub(super) const BATCH: usize = 100;

/// The stages of a curve: to 10⁵, 10⁶ and 10⁷ images.
pub(super) const STAGES: usize = 3;

/// Points of the curve in ten times as many images.
const POINTS: u32 = 4;

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

/// Images seen at a point of the curve: 10⁴, 10^4.25, …, whole steps; of a quick run a hundredth.
pub(super) fn samples_at(point: usize, quick: bool) -> u64 {
    let first = if quick { 2.0 } else { 4.0 };
    let samples = 10_f64.powf(first + point as f64 / f64::from(POINTS));
    ((samples / BATCH as f64).round() as u64).saturating_mul(BATCH as u64)
}

/// Images seen at the end of a stage, 1 to [`STAGES`].
pub(super) fn samples_through(stage: usize, quick: bool) -> u64 {
    samples_at(stage.min(STAGES) * POINTS as usize, quick)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    #[test]
    fn points_lie_evenly_on_a_logarithmic_scale_and_end_stages() {
        let all: Vec<u64> = (0..13).map(|point| samples_at(point, false)).collect();
        assert_eq!(all[..5], [10_000, 17_800, 31_600, 56_200, 100_000]);
        let ends = [1, 2, 3].map(|stage| samples_through(stage, false));
        assert_eq!(ends, [100_000, 1_000_000, 10_000_000]);
        assert_eq!(all[12], ends[2]);
        assert_eq!([0, 1, 4].map(|point| samples_at(point, true)), [100, 200, 1_000]);
    }

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
