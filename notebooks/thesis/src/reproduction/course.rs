//! How a training goes, step by step: the thesis's loss curves and learning strips.

use tch::Tensor;

use super::Experiment;
use vae_core::dataset::Split;
use vae_core::{Pretrained, Result, Source};
use vae_plot::figure::{Figure, Plot, Series, image_rows, learning_strip, palette};

/// What the thesis's figures 21 to 26 are drawn from: a training on MNIST with its losses, and what
/// the model made of some images as it learnt.
#[derive(Debug)]
pub struct Course {
    /// J, the latent dimensions of the model.
    pub latent: i64,
    /// Where its images come from.
    pub source: Source,
    /// Steps an epoch.
    pub epoch: usize,
    /// The loss of each step, nats per image.
    pub costs: Vec<f64>,
    /// After so many steps: the first test images, reconstructed, `[K, D]`.
    pub film: Vec<(usize, Tensor)>,
}

/// Steps of which a point of a curve is the mean.
const POINT: usize = 10;
/// The thesis's steps an epoch: 55,000 images in batches of 100.
const THESIS_EPOCH: f64 = 550.0;
/// Epochs that a strip shows.
const SHOWN: [usize; 7] = [1, 2, 3, 5, 10, 20, 50];

impl Course {
    /// The losses in means of ten steps, each at their middle.
    pub fn points(&self) -> Vec<(f64, f64)> {
        let mean = |some: &[f64]| some.iter().sum::<f64>() / some.len() as f64;
        let parts = self.costs.chunks(POINT).enumerate();
        parts.map(|(i, some)| ((POINT * i) as f64 + 5.5, mean(some))).collect()
    }

    /// How fast does the loss fall? By the step, beside the thesis's numbers and our full run of as
    /// many dimensions, both at the middle of their epochs (thesis, figures 21, 23 and 25).
    ///
    /// # Errors
    /// Where there is nothing to draw.
    pub fn falls(&self) -> Result<Figure> {
        let middle = |epoch: usize| (epoch as f64 - 0.5) * THESIS_EPOCH;
        let thesis = Experiment::named(&self.name()).map_or(&[][..], |found| found.thesis);
        let dots = thesis.iter().map(|(epoch, loss)| (middle(*epoch), *loss)).collect();
        let title = format!("How fast does the loss fall with {} dimensions?", self.latent);
        let mut plot = Plot::new(title, "iterations", "training −ELBO (nats per image)")
            .log_x()
            .y_range(80.0, 320.0)
            .source(&self.source)
            .with(Series::new("this run", self.points()).colour(palette::TRAINING))
            .with(Series::new("thesis", dots).only_dots());
        if let Some(full) = self.published() {
            let history = full.history;
            let points = history.epochs.iter().map(|r| (middle(r.epoch), r.loss)).collect();
            plot = plot.with(Series::new("our full run", points).dashed()).source(&history.source);
        }
        plot.figure()
    }

    /// What does the model see at first? A row for each of the first four moments of the film.
    ///
    /// # Errors
    /// As [`image_rows`].
    pub fn beginning(&self, data: &Split) -> Result<Figure> {
        let names: Vec<String> =
            self.film.iter().map(|(step, _)| format!("iteration {step}")).collect();
        let count = self.film.first().and_then(|(_, images)| images.size().first().copied());
        let mut rows = vec![("input", data.test.range(0, count.unwrap_or(0) as usize)?)];
        let first = names.iter().zip(&self.film).take(4);
        rows.extend(first.map(|(name, (_, images))| (name.as_str(), images.shallow_clone())));
        image_rows("What does the model see at first?", &rows, data)
    }

    /// How do reconstructions improve? Three test images, epoch by epoch; the last column comes from
    /// our full run of as many dimensions (thesis, figures 22, 24 and 26).
    ///
    /// # Errors
    /// As [`learning_strip`].
    pub fn strip(&self, data: &Split) -> Result<Figure> {
        let images = data.test.range(1, 3)?; // [3, D]
        let mut shown = Vec::new();
        for (step, film) in &self.film {
            let epoch = step / self.epoch.max(1);
            if step % self.epoch.max(1) == 0 && SHOWN.contains(&epoch) {
                shown.push((epoch, film.f_narrow(0, 1, 3)?));
            }
        }
        if let Some(full) = self.published() {
            let epochs = full.history.epochs.len();
            if shown.last().is_none_or(|(last, _)| *last < epochs) {
                shown.push((epochs, full.vae.reconstruct(&images)?));
            }
        }
        let title = format!("How do reconstructions improve with {} dimensions?", self.latent);
        learning_strip(&title, &images, &shown, data)
    }

    fn name(&self) -> String {
        format!("mnist-z{}", self.latent)
    }

    fn published(&self) -> Option<Pretrained> {
        Pretrained::load(&self.name()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::{Device, Kind};
    use vae_core::dataset::load;

    /// Two epochs of twenty steps.
    fn course(latent: i64) -> Course {
        let images = |_| Tensor::zeros([5, 784], (Kind::Float, Device::Cpu));
        Course {
            latent,
            source: Source::SyntheticDigits,
            epoch: 20,
            costs: (0..40).map(f64::from).collect(),
            film: [10, 20, 30, 40].map(|step| (step, images(step))).into(),
        }
    }

    #[test]
    fn points_are_means_of_ten_steps() {
        let points = course(2).points();
        assert_eq!(points, [(5.5, 4.5), (15.5, 14.5), (25.5, 24.5), (35.5, 34.5)]);
    }

    #[test]
    fn the_thesis_and_our_full_run_stand_beside_it_where_there_are_any() {
        let svg = course(2).falls().unwrap().svg().to_string();
        assert!(svg.contains(">thesis<") && svg.contains(">our full run<"));
        let svg = course(3).falls().unwrap().svg().to_string();
        assert!(svg.contains(">this run<") && !svg.contains(">our full run<"));
    }

    #[test]
    fn a_strip_shows_the_ends_of_epochs_only() {
        let data = load(&Source::SyntheticDigits, std::path::Path::new(".")).unwrap();
        let strip = |latent| course(latent).strip(&data).unwrap().alt().to_string();
        assert!(strip(3).contains("after epochs 1, 2."), "{}", strip(3));
        assert!(strip(2).contains("after epochs 1, 2, 50."), "{}", strip(2));
        let beginning = course(2).beginning(&data).unwrap();
        assert!(beginning.alt().contains("iteration 10, iteration 20"), "{}", beginning.alt());
        let silent = Course { film: vec![], ..course(3) };
        assert!(silent.strip(&data).is_err() && silent.beginning(&data).is_err());
    }
}
