//! How a row is trained.

use tch::{Kind, Tensor};
use vae_core::dataset::ImageSet;
use vae_core::model::{Activation, Architecture, Initialisation, batches};
use vae_core::{AdamConfig, ImageShape, Result, TrainConfig, Vae, VaeConfig};

use super::rows::Row;

/// The stages of the schedule.
pub const STAGES: usize = 8;

/// 59,600 images, 20 a step.
const STEPS_AN_EPOCH: f64 = 2_980.0;

/// Epochs up to the end of a stage, 1 to 8: 3⁰ + 3¹ + … = 1, 4, 13, 40, 121, 364, 1,093, 3,280.
/// There are no stages beyond.
pub fn epochs_through(stage: usize) -> usize {
    (3_usize.pow(stage.min(STAGES) as u32) - 1) / 2
}

/// The whole schedule of a row on one thread, hours.
pub(super) fn hours(row: &Row) -> f64 {
    epochs_through(STAGES) as f64 * STEPS_AN_EPOCH * row.milliseconds / 3.6e6
}

/// The step size of a stage: 10⁻⁴ · 10^(1 − (i−1)/7), the power rounded to a tenth.
fn rate(stage: usize) -> f64 {
    let power = 10_f64.powf(1.0 - (stage as f64 - 1.0) / 7.0);
    1e-4 * (power * 10.0).round() / 10.0
}

pub(super) fn model(image: ImageShape) -> VaeConfig {
    VaeConfig {
        image,
        latent: 50,
        architecture: Architecture::mlp([200, 200]).with_activation(Activation::Tanh),
        initialisation: Initialisation::Xavier,
        ..VaeConfig::default()
    }
}

/// The protocol up to the end of a stage.
pub(super) fn training(row: &Row, seed: u64, stage: usize) -> TrainConfig {
    let begins = |stage: usize| (epochs_through(stage - 1) + 1, rate(stage));
    TrainConfig {
        epochs: epochs_through(stage),
        batch_size: 20,
        adam: AdamConfig {
            learning_rate: rate(1),
            beta1: 0.99,
            epsilon: 1e-4,
            ..AdamConfig::default()
        },
        learning_rates: (2..=STAGES).map(begins).collect(),
        seed,
        shuffle: false,
        binarise: true,
        objective: row.objective(),
        ..TrainConfig::default()
    }
}

/// A new model, whose last bias makes the mean of the training images where all else is silent:
/// log(p/(1−p)), with p between 0.001 and 0.999.
pub(super) fn new_model(seed: u64, images: &dyn ImageSet) -> Result<Vae> {
    let vae = Vae::new(model(images.image_shape()), seed)?;
    let mut sum = Tensor::f_zeros([images.image_shape().pixels()], (Kind::Double, vae.device()))?;
    for (_, x) in batches(&vae, images) {
        sum = sum.f_add(&x?.f_sum_dim_intlist(0, false, Kind::Double)?)?;
    }
    let mean = (sum / images.len() as f64).f_clamp(0.001, 0.999)?;
    let bias = mean.f_logit(None)?.f_to_kind(vae.kind())?;
    tch::no_grad(|| -> Result<()> {
        for (name, parameter) in vae.named_parameters() {
            if name == "decoder.output.bias" {
                parameter.shallow_clone().f_copy_(&bias)?;
            }
        }
        Ok(())
    })?;
    Ok(vae)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::burda::ROWS;
    use vae_core::dataset::synthetic::digits;

    #[test]
    fn the_schedule_is_the_authors() {
        let ends: Vec<usize> = (1..=STAGES).map(epochs_through).collect();
        assert_eq!(ends, [1, 4, 13, 40, 121, 364, 1_093, 3_280]);
        let config = training(&ROWS[0], 0, 8);
        config.validate().unwrap();
        let rates =
            [1, 2, 5, 14, 41, 122, 365, 1_094, 3_280].map(|epoch| config.learning_rate(epoch));
        let wanted = [1e-3, 7.2e-4, 5.2e-4, 3.7e-4, 2.7e-4, 1.9e-4, 1.4e-4, 1e-4, 1e-4];
        assert!(rates.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{rates:?}");
    }

    #[test]
    fn the_last_bias_makes_the_mean_image() {
        let images = digits(50, 0).unwrap();
        let vae = new_model(0, &images).unwrap();
        let named = vae.named_parameters();
        let bias = named.iter().find(|(name, _)| name == "decoder.output.bias").unwrap().1;
        let x = images.range(0, 50).unwrap();
        let mean = x.mean_dim(0, false, Kind::Float).clamp(0.001, 0.999);
        assert!((bias.sigmoid() - mean).abs().max().double_value(&[]) < 1e-5);
    }
}
