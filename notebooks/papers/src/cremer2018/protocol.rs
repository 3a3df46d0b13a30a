//! How a row is trained and measured.

use vae_core::model::{Activation, Architecture, Initialisation};
use vae_core::{AdamConfig, ImageShape, TrainConfig, VaeConfig};
use vae_evidence::local::{Coupling, LocalFit};
use vae_evidence::{AnnealingConfig, Start};

use super::rows::{NARROW, Row};

/// Passes over the images.
const EPOCHS: usize = 100;

/// Of a quick run.
const QUICK_EPOCHS: usize = 3;

pub(super) fn model(row: &Row, image: ImageShape) -> VaeConfig {
    VaeConfig {
        image,
        latent: row.latent,
        architecture: Architecture::Mlp {
            encoder: vec![row.encoder; 2],
            decoder: vec![NARROW; 2],
            activation: Activation::Tanh,
        },
        initialisation: Initialisation::Xavier,
        ..VaeConfig::default()
    }
}

pub(super) fn training(seed: u64, quick: bool) -> TrainConfig {
    let epochs = if quick { QUICK_EPOCHS } else { EPOCHS };
    TrainConfig {
        epochs,
        adam: AdamConfig { learning_rate: 1e-3, ..AdamConfig::default() },
        learning_rates: vec![(epochs * 2 / 3 + 1, 3e-4)],
        seed,
        ..TrainConfig::default()
    }
}

/// What is measured of each image, and how carefully.
#[derive(Debug, Clone)]
pub(super) struct Measures {
    /// Images of which all is measured: of them the intervals are narrow enough.
    pub whole: usize,
    /// Training and test images of which the encoder and the best Gaussian are compared: a few
    /// images lose a great deal there.
    pub compared: [usize; 2],
    /// Images at a time.
    pub batch: usize,
    pub gaussian: LocalFit,
    pub flow: LocalFit,
    pub coupling: Coupling,
    /// Codes of each image, by which a bound is told.
    pub samples: i64,
    pub annealing: AnnealingConfig,
    /// Images of the model's own, on which log p(x) is bounded from both sides.
    pub simulated: usize,
    /// Cells along each side of the grid in two dimensions.
    pub grid: i64,
    /// Held to the grid: many chains from the prior, because such posteriors are specks far apart,
    /// and a chain that starts near one does not come to another.
    pub in_the_plane: AnnealingConfig,
    /// Images on which it is.
    pub on_grid: usize,
}

pub(super) fn measures(quick: bool) -> Measures {
    if quick {
        let fit = LocalFit { steps: 5, draws: 2, learning_rate: 0.02 };
        let annealing =
            AnnealingConfig { chains: 2, temperatures: 5, ..AnnealingConfig::default() };
        return Measures {
            whole: 8,
            compared: [12, 16],
            batch: 4,
            gaussian: fit,
            flow: fit,
            coupling: Coupling { length: 2, hidden: 4 },
            samples: 20,
            in_the_plane: annealing.clone(),
            annealing,
            simulated: 4,
            grid: 20,
            on_grid: 6,
        };
    }
    Measures {
        whole: 300,
        compared: [1_100, 5_000],
        batch: 50,
        gaussian: LocalFit { steps: 400, draws: 8, learning_rate: 0.05 },
        flow: LocalFit { steps: 2_000, draws: 10, learning_rate: 0.01 },
        coupling: Coupling { length: 4, hidden: 32 },
        samples: 2_000,
        annealing: AnnealingConfig {
            chains: 10,
            temperatures: 500,
            leapfrog_steps: 5,
            ..AnnealingConfig::default()
        },
        simulated: 100,
        grid: 400,
        in_the_plane: AnnealingConfig {
            chains: 1_600,
            temperatures: 100,
            leapfrog_steps: 2,
            start: Start::Prior,
            ..AnnealingConfig::default()
        },
        on_grid: 1_000,
    }
}
