//! What M2 is made of, and how it is trained.

use serde::{Deserialize, Serialize};
use vae_core::model::Activation;
use vae_core::{AdamConfig, Error, Result};

/// What x is, and so which distribution p(x|y, z) is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Observed {
    /// Pixels in [0, 1]: a Bernoulli each.
    #[default]
    Pixels,
    /// Any real numbers, such as an autoencoder's codes: a Gaussian each, whose mean and variance
    /// the decoder tells.
    Reals,
}

/// The sizes of M2's three networks q(y|x), q(z|x, y) and p(x|y, z).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct M2Config {
    /// D, the numbers of one x.
    pub columns: i64,
    /// K; labels are 0 to K − 1.
    pub classes: i64,
    /// J, the numbers of one z.
    pub latent: i64,
    /// Units of each network's hidden layers.
    pub hidden: Vec<i64>,
    /// Of the hidden layers.
    pub activation: Activation,
    /// What x is.
    pub observed: Observed,
}

/// The paper's for MNIST: one hidden layer of 500 softplus units in each network, 50 latents.
impl Default for M2Config {
    fn default() -> Self {
        Self {
            columns: 784,
            classes: 10,
            latent: 50,
            hidden: vec![500],
            activation: Activation::Softplus,
            observed: Observed::Pixels,
        }
    }
}

/// Wider layers than any experiment's are taken for mistyped numbers.
const LARGEST: i64 = 16_384;

impl M2Config {
    /// Checks that every size makes sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        let sizes = [("columns", self.columns), ("latent", self.latent)];
        let hidden = self.hidden.iter().map(|&width| ("hidden", width));
        for (field, n) in sizes.into_iter().chain(hidden) {
            if !(1..=LARGEST).contains(&n) {
                return Err(Error::config(
                    field,
                    n,
                    format!("choose a number from 1 to {LARGEST}"),
                ));
            }
        }
        if !(2..=1_000).contains(&self.classes) {
            return Err(Error::config("classes", self.classes, "choose a number from 2 to 1000"));
        }
        match self.hidden.len() {
            1..=32 => Ok(()),
            n => Err(Error::config("hidden layers", n, "choose 1 to 32")),
        }
    }
}

impl M2Config {
    /// How many numbers the model learns, at least: what a file must hold before memory is taken.
    pub(crate) fn numbers(&self) -> u128 {
        let of = |inputs: i64, outputs: i64| {
            let widths = std::iter::once(inputs).chain(self.hidden.iter().copied());
            let layers = widths.zip(self.hidden.iter().copied().chain([outputs]));
            layers.map(|(a, b)| a as u128 * b as u128).sum::<u128>()
        };
        let (d, k, j) = (self.columns, self.classes, self.latent);
        of(d, k) + of(d + k, j) + of(j + k, d)
    }
}

/// The protocol of a training of M2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct M2Training {
    /// Passes over the rows without labels.
    pub epochs: usize,
    /// Rows without labels, a step.
    pub batch_size: usize,
    /// Rows with labels, a step: as many, or all there are.
    pub labelled_batch: usize,
    /// α: the weight of classification beside the bounds, which count one a row (paper, equation
    /// 9, divided by the number of rows).
    pub alpha: f64,
    /// The optimizer's numbers.
    pub adam: AdamConfig,
    /// (epoch, step size), by rising epochs: from that epoch on.
    pub learning_rates: Vec<(usize, f64)>,
    /// A class less probable than this is taken into a step by chance, and weighs the more where
    /// it is; 0 for always all classes.
    pub least: f64,
    /// Fixes the order of the rows and all noise.
    pub seed: u64,
}

/// The authors' program's α and Adam, 100 rows a step with 20 labels.
impl Default for M2Training {
    fn default() -> Self {
        Self {
            epochs: 100,
            batch_size: 100,
            labelled_batch: 20,
            alpha: 0.1,
            adam: AdamConfig { learning_rate: 3e-4, ..AdamConfig::default() },
            learning_rates: Vec::new(),
            least: 0.02,
            seed: 0,
        }
    }
}

impl M2Training {
    /// Checks that every number makes sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        let counts = [
            ("epochs", self.epochs),
            ("batch_size", self.batch_size),
            ("labelled_batch", self.labelled_batch),
        ];
        for (field, n) in counts {
            if !(1..=10_000_000).contains(&n) {
                return Err(Error::config(field, n, "choose a number from 1 to 10,000,000"));
            }
        }
        if !(0.0..=1e6).contains(&self.alpha) {
            return Err(Error::config("alpha", self.alpha, "choose a number from 0 to 1,000,000"));
        }
        if !(0.0..=1.0).contains(&self.least) {
            return Err(Error::config("least", self.least, "choose a probability"));
        }
        let rising = self.learning_rates.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !rising || self.learning_rates.iter().any(|stage| stage.0 == 0) {
            let given = format!("{:?}", self.learning_rates);
            return Err(Error::config("learning_rates", given, "give rising epochs, from 1 on"));
        }
        self.adam.validate()?;
        let rates = self.learning_rates.iter().map(|stage| stage.1);
        rates
            .into_iter()
            .try_for_each(|learning_rate| AdamConfig { learning_rate, ..self.adam }.validate())
    }

    /// Adam's step size in an epoch, from 1 on.
    pub fn learning_rate(&self, epoch: usize) -> f64 {
        let begun = self.learning_rates.iter().take_while(|stage| stage.0 <= epoch);
        begun.last().map_or(self.adam.learning_rate, |stage| stage.1)
    }
}
