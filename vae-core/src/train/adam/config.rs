//! Adam's numbers.

use serde::{Deserialize, Serialize};
use vae_base::{Error, Result};

/// Adam's four numbers; the default is the thesis's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdamConfig {
    /// α, the step size.
    pub learning_rate: f64,
    /// β₁, how slowly the mean of the gradient forgets.
    pub beta1: f64,
    /// β₂, how slowly the mean of its square forgets.
    pub beta2: f64,
    /// ε, which keeps the division finite.
    pub epsilon: f64,
}

impl Default for AdamConfig {
    fn default() -> Self {
        Self { learning_rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    }
}

impl AdamConfig {
    /// Checks that each number lies where the algorithm is defined.
    pub fn validate(&self) -> Result<()> {
        // Sizes that float32 still tells from nothing and from infinity.
        let positive = |x: f64| (1e-30..=1e6).contains(&x);
        let fraction = |x: f64| (0.0..1.0).contains(&x);
        let rate = self.learning_rate;
        let checks = [
            ("learning_rate", rate, positive(rate), "from 1e-30 to 1e6"),
            ("beta1", self.beta1, fraction(self.beta1), "from 0 to below 1"),
            ("beta2", self.beta2, fraction(self.beta2), "from 0 to below 1"),
            ("epsilon", self.epsilon, positive(self.epsilon), "from 1e-30 to 1e6"),
        ];
        for (field, given, valid, range) in checks {
            if !valid {
                return Err(Error::config(field, given, format!("choose a finite number {range}")));
            }
        }
        Ok(())
    }
}
