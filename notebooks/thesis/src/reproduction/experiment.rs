//! The thesis's training runs as data: what was trained, what it reported, and where.

use super::thesis;
use vae_core::model::Architecture;
use vae_core::{ImageShape, Likelihood, Source, TrainConfig, VaeConfig};

/// A training run of the thesis, or one that its numbers call for.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// Its name on the command line and among the folders.
    pub name: &'static str,
    /// The images.
    pub dataset: Source,
    /// Units in each hidden layer.
    pub hidden: i64,
    /// Latent dimensions.
    pub latent: i64,
    /// The family of p(x|z); the thesis's is Bernoulli throughout.
    pub likelihood: Likelihood,
    /// Passes over the training images; a batch has 100 of them.
    pub epochs: usize,
    /// Whether batches are drawn in random order, as annex D's loader does, or are cut from the
    /// film as it runs.
    pub shuffle: bool,
    /// How many seeds are run unless told otherwise.
    pub seeds: usize,
    /// (epoch, mean training loss of that epoch in nats) as the thesis reports it.
    pub thesis: &'static [(usize, f64)],
    /// Where the thesis does, or why the run is here.
    pub place: &'static str,
}

/// All training runs, in the order of the table.
pub fn experiments() -> Vec<Experiment> {
    vec![
        Experiment {
            thesis: thesis::MNIST_Z2,
            ..mnist("mnist-z2", 2, "section 5.1.1.1, experiment 1")
        },
        mnist("mnist-z5", 5, "figure 34 shows its samples, no loss is given"),
        Experiment {
            thesis: thesis::MNIST_Z10,
            ..mnist("mnist-z10", 10, "section 5.1.1.2, experiment 2")
        },
        Experiment {
            thesis: thesis::MNIST_Z20,
            ..mnist("mnist-z20", 20, "section 5.1.1.4, experiment 4")
        },
        Experiment {
            thesis: thesis::MNIST_Z20,
            hidden: 700,
            ..mnist("mnist-z20-h700", 20, "section 5.1.1.4, against 700 units")
        },
        Experiment {
            thesis: thesis::MNIST_Z50,
            ..mnist("mnist-z50", 50, "section 5.1.1.3, experiment 3")
        },
        Experiment {
            thesis: thesis::FREY_SHORT,
            ..frey("frey-z2", 2, 1_000, "section 5.1.2.1, experiment 1")
        },
        Experiment {
            thesis: thesis::FREY_LONG,
            seeds: 1,
            ..frey("frey-z20", 20, 5_000, "section 5.1.2.2, experiment 2")
        },
        Experiment {
            thesis: thesis::FREY_BOTH,
            shuffle: false,
            seeds: 1,
            ..frey("frey-z2-in-order", 2, 5_000, "section 5.1.2, both experiments")
        },
        Experiment {
            thesis: thesis::FREY_LONG,
            shuffle: false,
            seeds: 1,
            ..frey("frey-z20-in-order", 20, 5_000, "section 5.1.2.2, experiment 2")
        },
        logistic("frey-z2-logistic", 2),
        logistic("frey-z20-logistic", 20),
    ]
}

/// Frey Faces by a likelihood made for grey levels, whose loss is a code length.
fn logistic(name: &'static str, latent: i64) -> Experiment {
    let place = "not in the thesis: a likelihood made for grey levels";
    Experiment {
        likelihood: Likelihood::DiscretizedLogistic,
        seeds: 1,
        ..frey(name, latent, 1_000, place)
    }
}

fn mnist(name: &'static str, latent: i64, place: &'static str) -> Experiment {
    Experiment {
        name,
        dataset: Source::Mnist,
        hidden: 500,
        latent,
        likelihood: Likelihood::Bernoulli,
        epochs: 50,
        shuffle: true,
        seeds: 3,
        thesis: &[],
        place,
    }
}

fn frey(name: &'static str, latent: i64, epochs: usize, place: &'static str) -> Experiment {
    Experiment { dataset: Source::FreyFaces, epochs, ..mnist(name, latent, place) }
}

/// The epochs of a quick run.
const QUICK_EPOCHS: usize = 2;

impl Experiment {
    /// The experiment of a name.
    pub fn named(name: &str) -> Option<Self> {
        experiments().into_iter().find(|experiment| experiment.name == name)
    }

    /// The model's sizes.
    pub fn model(&self) -> VaeConfig {
        VaeConfig {
            image: match self.dataset {
                Source::FreyFaces => ImageShape::FREY,
                _ => ImageShape::MNIST,
            },
            architecture: Architecture::mlp([self.hidden, self.hidden]),
            latent: self.latent,
            likelihood: self.likelihood,
            ..VaeConfig::default()
        }
    }

    /// The protocol of its training.
    pub fn training(&self, seed: u64, quick: bool) -> TrainConfig {
        TrainConfig {
            epochs: self.epochs(quick),
            seed,
            shuffle: self.shuffle,
            ..TrainConfig::default()
        }
    }

    /// What turns its losses into bits per pixel, where they are code lengths: a likelihood of
    /// discrete grey levels has one, a Bernoulli's on grey pixels means nothing.
    pub fn bits_per_pixel(&self, nats: f64) -> Option<f64> {
        let pixels = self.model().image.pixels() as f64;
        let discrete = self.likelihood == Likelihood::DiscretizedLogistic;
        discrete.then(|| nats / (pixels * std::f64::consts::LN_2))
    }

    /// How many epochs it has.
    pub fn epochs(&self, quick: bool) -> usize {
        match quick {
            true => QUICK_EPOCHS,
            false => self.epochs,
        }
    }

    /// `MNIST, z = 20, 700 units`.
    pub fn title(&self) -> String {
        let width = match self.hidden {
            500 => String::new(),
            hidden => format!(", {hidden} units"),
        };
        let length = match (&self.dataset, self.epochs) {
            (Source::FreyFaces, epochs) => format!(", {epochs} epochs"),
            _ => String::new(),
        };
        let order = if self.shuffle { "" } else { ", in the film's order" };
        let pixels = match self.likelihood {
            Likelihood::Bernoulli => String::new(),
            Likelihood::DiscretizedLogistic => ", discretised logistic".into(),
            other => format!(", {other}"),
        };
        format!("{}, z = {}{width}{length}{order}{pixels}", self.dataset, self.latent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_a_pixel_is_eight_bits() {
        let grey = Experiment::named("frey-z2-logistic").unwrap();
        let nats = 560.0 * 256_f64.ln();
        assert!((grey.bits_per_pixel(nats).unwrap() - 8.0).abs() < 1e-12);
        assert_eq!(Experiment::named("frey-z2").unwrap().bits_per_pixel(nats), None);
    }

    #[test]
    fn names_are_distinct_and_epochs_lie_within_the_run() {
        let all = experiments();
        for (i, experiment) in all.iter().enumerate() {
            let first = all.iter().position(|e| e.name == experiment.name);
            assert_eq!(first, Some(i));
            assert!(experiment.thesis.iter().all(|(epoch, _)| *epoch <= experiment.epochs));
            experiment.model().validate().unwrap();
            experiment.training(0, false).validate().unwrap();
        }
    }
}
