//! The rows of the table, and what others report.

use vae_core::train::{ElboConfig, IwaeConfig, Objective};

/// One row: an objective and its number of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its name on the command line and among the folders.
    pub name: &'static str,
    /// What it trains on.
    pub bound: Bound,
    /// K, samples of each image at each step.
    pub samples: i64,
    /// −log p(x) in the paper's table 1, nats, as the README of `nbip/IWAE` quotes it.
    pub paper: Option<f64>,
    /// −log p(x) of an independent reproduction in TensorFlow 2, the same README's own.
    pub reproduction: Option<f64>,
    /// Milliseconds a step: 300 steps on one thread of an AMD server (Zen 5), measured by
    /// `bench::step`; those of the ELBO with several codes are taken to be the other bound's, whose
    /// products they share.
    pub milliseconds: f64,
}

/// The bounds that the table compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The ELBO, its reconstruction term averaged over K samples.
    Elbo,
    /// The importance-weighted bound.
    Iwae,
    /// The same bound with the doubly reparameterised gradient (Tucker and others, 2018).
    Dreg,
}

/// All rows.
pub const ROWS: [Row; 7] = [
    row("vae-1", Bound::Elbo, 1, (Some(86.76), Some(86.35)), 0.5),
    row("vae-5", Bound::Elbo, 5, (Some(86.47), Some(86.10)), 1.0),
    row("vae-50", Bound::Elbo, 50, (Some(86.35), Some(86.06)), 13.0),
    row("iwae-5", Bound::Iwae, 5, (Some(85.54), Some(85.18)), 1.0),
    row("iwae-50", Bound::Iwae, 50, (Some(84.78), Some(84.59)), 13.0),
    row("dreg-5", Bound::Dreg, 5, (None, Some(84.90)), 1.0),
    row("dreg-50", Bound::Dreg, 50, (None, Some(84.32)), 17.0),
];

const fn row(
    name: &'static str,
    bound: Bound,
    samples: i64,
    (paper, reproduction): (Option<f64>, Option<f64>),
    milliseconds: f64,
) -> Row {
    Row { name, bound, samples, paper, reproduction, milliseconds }
}

impl Row {
    /// The row of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.name == name)
    }

    /// What it minimises.
    pub fn objective(&self) -> Objective {
        let samples = self.samples;
        match self.bound {
            Bound::Elbo => Objective::Elbo(ElboConfig { samples, ..ElboConfig::default() }),
            Bound::Iwae => Objective::iwae(samples),
            Bound::Dreg => Objective::Iwae(IwaeConfig { samples, doubly_reparameterised: true }),
        }
    }

    /// `IWAE, k = 5`.
    pub fn title(&self) -> String {
        let bound = match self.bound {
            Bound::Elbo => "VAE",
            Bound::Iwae => "IWAE",
            Bound::Dreg => "IWAE, doubly reparameterised",
        };
        format!("{bound}, k = {}", self.samples)
    }
}
