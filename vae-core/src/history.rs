//! What a training run measured, epoch by epoch.

use serde::{Deserialize, Serialize};

use crate::Source;
use crate::figure::history_table;

/// The means over one epoch, in nats per image. `loss = reconstruction + kl`: both terms are
/// costs here, and the ELBO is the negative of `loss` (thesis, section 4.4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Counted from 1.
    pub epoch: usize,
    /// Mean of −ELBO over the training images, each at the weights of its batch.
    pub loss: f64,
    /// Mean of −log p(x|z).
    pub reconstruction: f64,
    /// Mean of KL(q(z|x) ‖ p(z)).
    pub kl: f64,
    /// Mean of −ELBO over the held-out images at the weights of the epoch's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_loss: Option<f64>,
    /// Wall-clock time of the training steps alone; in a resumed run, of those that were kept.
    /// The one number here that another run does not repeat.
    pub seconds: f64,
}

/// The records of a run in order, and the images that it was trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    pub source: Source,
    pub epochs: Vec<EpochRecord>,
}

impl History {
    /// A history of nothing yet.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            epochs: Vec::new(),
        }
    }

    /// Shows the history as a table in a notebook.
    pub fn evcxr_display(&self) {
        history_table(self).evcxr_display();
    }

    /// The newest record.
    pub fn last(&self) -> Option<&EpochRecord> {
        self.epochs.last()
    }
}
