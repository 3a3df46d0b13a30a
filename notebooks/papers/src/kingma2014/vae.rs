//! M1: the autoencoder that sees every image and no label. One serves all draws of labels.

use vae_core::model::{Activation, Architecture, Initialisation};
use vae_core::{
    AdamConfig, Dataset, ImageShape, Precision, Pretrained, Provenance, Result, TrainConfig,
    Trainer, Vae, VaeConfig,
};

use crate::training::begun_or_gone_on;
use crate::{Job, Observer, Place};

/// The name of the published one.
pub const PUBLISHED: &str = "mnist-m1";

/// Passes over the images; the authors' program goes on for thousands.
pub(super) const EPOCHS: usize = 80;

/// Of a quick run: fewer teach it nothing of so few images.
const QUICK_EPOCHS: usize = 40;

fn model(image: ImageShape) -> VaeConfig {
    VaeConfig {
        image,
        latent: 50,
        architecture: Architecture::mlp([500, 500]).with_activation(Activation::Softplus),
        initialisation: Initialisation::Xavier,
        ..VaeConfig::default()
    }
}

fn training(seed: u64, quick: bool) -> TrainConfig {
    TrainConfig {
        epochs: if quick { QUICK_EPOCHS } else { EPOCHS },
        adam: AdamConfig { learning_rate: 1e-3, ..AdamConfig::default() },
        learning_rates: vec![(EPOCHS * 2 / 3 + 1, 3e-4)],
        seed,
        binarise: true,
        precision: Precision::Bfloat16,
        ..TrainConfig::default()
    }
}

/// The job that trains it.
fn job(of: &Job) -> Job {
    Job { row: super::VAE, seed: 0, ..*of }
}

/// Trains it in its job's folder, going on where an earlier call stopped; whether it is whole.
pub(super) fn train(
    of: &Job,
    place: &Place,
    images: &Dataset,
    observe: &mut Observer,
) -> Result<Option<Trainer>> {
    let job = job(of);
    let folder = job.folder(place).join("run");
    let (config, wanted) = (model(images.image_shape()), training(job.seed, place.quick));
    let mut trainer = begun_or_gone_on(&folder, config, wanted)?;
    trainer.fit_with(images, None, |progress| observe(progress))?;
    Ok(trainer.is_finished().then_some(trainer))
}

/// The trained model, and what it is called: that of the folder, else the published one, else
/// it is trained now; none where that was broken off.
pub(super) fn trained(
    of: &Job,
    place: &Place,
    images: &Dataset,
    observe: &mut Observer,
) -> Result<Option<(Vae, String)>> {
    let folder = job(of).folder(place).join("run");
    let is_published = Pretrained::names().iter().any(|name| name == PUBLISHED);
    if !Trainer::can_resume(&folder) && is_published && !place.quick {
        return Ok(Some((Vae::pretrained(PUBLISHED)?, PUBLISHED.into())));
    }
    let trainer = train(of, place, images, observe)?;
    Ok(trainer.map(|trainer| (trainer.into_parts().0, job(of).to_string())))
}
