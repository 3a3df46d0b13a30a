//! What is told of each epoch.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The means over one epoch, in nats a row, and what the classifier gets wrong after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct M2Record {
    /// Counted from 1.
    pub epoch: usize,
    /// What is minimised.
    pub loss: f64,
    /// The bound on log p(x, y) of rows with a label.
    pub labelled: f64,
    /// The bound on log p(x) of rows without.
    pub unlabelled: f64,
    /// −log q(y|x) of rows with a label.
    pub cross_entropy: f64,
    /// Classes tried for each row without a label.
    pub classes: f64,
    /// The share of wrong labels in each set that was given to judge by.
    pub errors: Vec<f64>,
    /// Wall-clock time of its steps: the one number that another run does not repeat.
    pub seconds: f64,
}

/// `epoch  3  bound -104.12 (with labels -103.20)  wrong 7.12 %, 7.30 %  12.0 s`.
impl fmt::Display for M2Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.errors.iter().map(|error| format!("{:.2} %", 100.0 * error));
        let errors = errors.collect::<Vec<_>>().join(", ");
        write!(
            f,
            "epoch {:>3}  bound {:.2} (with labels {:.2})  wrong {errors}  {:.1} s",
            self.epoch, self.unlabelled, self.labelled, self.seconds
        )
    }
}
