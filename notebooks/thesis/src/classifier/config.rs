//! How a classifier is trained.

use serde::{Deserialize, Serialize};

use vae_core::{Error, Result};

/// The protocol of a classifier's training; the default is the thesis's (section 5.2, annexes F
/// and G): plain stochastic gradient descent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifierConfig {
    /// K; labels are 0 to K − 1.
    pub classes: usize,
    /// Passes over the training rows.
    pub epochs: usize,
    /// Rows a step.
    pub batch_size: usize,
    /// The step size.
    pub learning_rate: f64,
    /// Standard deviation of the softmax layer's first weights and biases. Both listings say
    /// `tam_latente`^-½ with 50 latent dimensions, the one on pixels too.
    pub initial_std: f64,
    /// Fixes the first weights and the order of the rows.
    pub seed: u64,
}

impl Default for ClassifierConfig {
    fn default() -> Self {
        Self {
            classes: 10,
            epochs: 5,
            batch_size: 100,
            learning_rate: 0.1,
            initial_std: 50_f64.powf(-0.5),
            seed: 0,
        }
    }
}

impl ClassifierConfig {
    /// The same protocol with as many epochs as it takes to make at least `steps` steps on
    /// `rows` rows, so that a classifier with few labels is not also one with little training.
    pub fn with_steps(self, steps: usize, rows: usize) -> Self {
        let steps_an_epoch = rows.div_ceil(self.batch_size.max(1)).max(1);
        let epochs = steps.div_ceil(steps_an_epoch);
        Self { epochs, ..self }
    }

    /// Checks that every number makes sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        let counts = [
            ("classes", self.classes, 2..=65_536),
            ("epochs", self.epochs, 1..=10_000_000),
            ("batch_size", self.batch_size, 1..=10_000_000),
        ];
        for (field, n, range) in counts {
            if !range.contains(&n) {
                let (least, most) = range.into_inner();
                return Err(Error::config(
                    field,
                    n,
                    format!("choose a number from {least} to {most}"),
                ));
            }
        }
        for (field, x, least, remedy) in [
            ("learning_rate", self.learning_rate, f64::MIN_POSITIVE, "above 0"),
            ("initial_std", self.initial_std, 0.0, "of 0 or above"),
        ] {
            if !(x.is_finite() && x >= least) {
                return Err(Error::config(field, x, format!("choose a finite number {remedy}")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_passed_over_more_often() {
        let thesis = ClassifierConfig::default();
        let steps = 5 * 550; // 5 epochs of 55,000 rows
        for (rows, epochs) in [(55_000, 5), (100, 2_750), (600, 459), (3_000, 92), (50, 2_750)] {
            assert_eq!(thesis.clone().with_steps(steps, rows).epochs, epochs);
        }
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let config = ClassifierConfig { learning_rate: 0.0, ..ClassifierConfig::default() };
        let error = config.validate().unwrap_err().to_string();
        assert_eq!(error, "learning_rate = 0: choose a finite number above 0");
        let config = |initial_std| ClassifierConfig { initial_std, ..ClassifierConfig::default() };
        assert!(config(0.0).validate().is_ok());
        let error = config(-0.5).validate().unwrap_err().to_string();
        assert_eq!(error, "initial_std = -0.5: choose a finite number of 0 or above");
    }
}
