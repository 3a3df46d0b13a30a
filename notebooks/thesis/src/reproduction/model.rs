//! Models to look at: as they are published, or trained here and now.

use std::ops::ControlFlow;

use tch::Tensor;

use super::Experiment;
use vae_core::{
    Dataset, Error, Pretrained, Provenance, Result, Source, TrainConfig, Trainer, Vae, VaeConfig,
};
use vae_plot::figure::{Figure, image_rows};

/// A model with the number of epochs that it was trained for.
#[derive(Debug)]
pub struct Model {
    /// The model.
    pub vae: Vae,
    /// Passes over its training images.
    pub epochs: usize,
}

impl Model {
    /// Trains a model by the thesis's protocol, from seed 0, and prints up to six lines of progress.
    ///
    /// # Errors
    /// As [`Trainer::fit_with`]; where the images are not of the model's shape.
    pub fn train(config: VaeConfig, images: &Dataset, epochs: usize) -> Result<Self> {
        let latent = config.latent;
        let protocol = TrainConfig { epochs, ..TrainConfig::default() };
        let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
        trainer.fit_with(images, None, |progress| {
            if progress.record.epoch % epochs.div_ceil(6).max(1) == 0 {
                println!("z = {latent}, {progress}");
            }
            ControlFlow::Continue(())
        })?;
        Ok(Self { vae: trainer.into_parts().0, epochs })
    }

    /// The published model of that name, if there is one and it learnt from such images.
    pub fn published(name: &str, from: &Source) -> Option<Self> {
        let Pretrained { vae, history, .. } = Pretrained::load(name).ok()?;
        let epochs = history.epochs.len();
        (vae.source() == from).then_some(Self { vae, epochs })
    }

    /// The models of some [`experiments`](super::experiments), to compare with each other: as they
    /// are published if all are, or else all trained here, each for so many epochs. One kind beside
    /// the other would compare training, not models.
    ///
    /// # Errors
    /// As [`Model::train`]; for a name that is no experiment's.
    pub fn alike(names: &[&str], images: &Dataset, epochs: usize) -> Result<Vec<Self>> {
        let found = names.iter().map(|name| Self::published(name, images.source()));
        if let Some(published) = found.collect() {
            return Ok(published);
        }
        let train = |name: &&str| Self::train(config(name, images)?, images, epochs);
        names.iter().map(train).collect()
    }

    /// One model, as [`Model::alike`].
    ///
    /// # Errors
    /// As [`Model::alike`].
    pub fn published_or_trained(name: &str, images: &Dataset, epochs: usize) -> Result<Self> {
        match Self::published(name, images.source()) {
            Some(published) => Ok(published),
            None => Self::train(config(name, images)?, images, epochs),
        }
    }

    /// What does each model make of it? A row of as many images for each, `[N, D]`.
    ///
    /// # Errors
    /// Those of `images`, and as [`image_rows`].
    pub fn rows(
        title: &str,
        models: &[Self],
        images: impl Fn(&Vae) -> Result<Tensor>,
    ) -> Result<Figure> {
        let Some(first) = models.first() else {
            return Err(Error::config("models", 0, "choose at least one"));
        };
        let names: Vec<String> = models.iter().map(Self::name).collect();
        let drawn = models.iter().map(|model| images(&model.vae)).collect::<Result<Vec<_>>>()?;
        let rows: Vec<_> = names.iter().map(String::as_str).zip(drawn).collect();
        image_rows(title, &rows, &first.vae)
    }

    /// How rows of figures name it: `z = 2, 50 epochs`.
    pub fn name(&self) -> String {
        let plural = if self.epochs == 1 { "" } else { "s" };
        format!("z = {}, {} epoch{plural}", self.vae.config().latent, self.epochs)
    }
}

fn config(name: &str, images: &Dataset) -> Result<VaeConfig> {
    let Some(experiment) = Experiment::named(name) else {
        let known: Vec<_> = super::experiments().iter().map(|known| known.name).collect();
        let remedy = format!("there are {}", known.join(", "));
        return Err(Error::config("experiment", format!("{name:?}"), remedy));
    };
    Ok(VaeConfig { image: images.image_shape(), ..experiment.model() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic;

    #[test]
    fn models_to_compare_are_of_one_kind() {
        let digits = synthetic::digits(100, 0).unwrap();
        let models = Model::alike(&["mnist-z2", "mnist-z5"], &digits, 1).unwrap();
        let names: Vec<String> = models.iter().map(Model::name).collect();
        assert_eq!(names, ["z = 2, 1 epoch", "z = 5, 1 epoch"]);
        assert!(models.iter().all(|model| model.vae.source() == digits.source()));
        let x = digits.range(0, 3).unwrap();
        let rows = Model::rows("t", &models, |vae| vae.reconstruct(&x)).unwrap();
        assert!(names.iter().all(|name| rows.alt().contains(name)), "{}", rows.alt());
        assert!(Model::rows("t", &[], |vae| vae.reconstruct(&x)).is_err());
    }

    #[test]
    fn a_published_model_is_taken_only_for_the_images_it_learnt_from() {
        assert_eq!(Model::published("mnist-z2", &Source::Mnist).unwrap().epochs, 50);
        assert!(Model::published("mnist-z2", &Source::SyntheticDigits).is_none());
        assert!(Model::published("no such model", &Source::Mnist).is_none());
        let digits = synthetic::digits(10, 0).unwrap();
        let refused = Model::published_or_trained("mnist-z3", &digits, 1).unwrap_err();
        assert!(refused.to_string().contains("mnist-z2"), "{refused}");
    }
}
