//! What a training run measured, epoch by epoch.

use serde::{Deserialize, Serialize};
use vae_base::dataset::Source;

use super::terms::Terms;

/// The means over one epoch, in nats per image, all as costs: for the ELBO,
/// `loss = reconstruction + kl`, and the bound is the negative of `loss` (thesis, section 4.4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Counted from 1.
    pub epoch: usize,
    /// Mean of the objective's loss over the training images, each at the weights of its batch.
    pub loss: f64,
    /// Means of the objective's own terms: −log p(x|z) and KL(q(z|x) ‖ p(z)) for the ELBO.
    #[serde(flatten)]
    pub terms: Terms,
    /// Mean of the objective's loss over the held-out images at the weights of the epoch's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_loss: Option<f64>,
    /// Wall-clock time of the training steps alone; in a resumed run, of those that were kept.
    /// The one number here that another run does not repeat.
    pub seconds: f64,
}

impl EpochRecord {
    /// The mean of one of the objective's terms, nats per image.
    pub fn term(&self, name: &str) -> Option<f64> {
        self.terms.get(name)
    }

    /// Whether the loss is the sum of its terms, as that of the ELBO is, but for rounding.
    pub fn is_sum(&self) -> bool {
        (self.loss - self.terms.sum()).abs() <= 1e-5 * self.loss.abs().max(1.0)
    }
}

/// The records of a run in order, and the images that it was trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Where the images come from.
    pub source: Source,
    /// One record an epoch.
    pub epochs: Vec<EpochRecord>,
}

impl History {
    /// A history of nothing yet.
    pub fn new(source: Source) -> Self {
        Self { source, epochs: Vec::new() }
    }

    /// The newest record.
    pub fn last(&self) -> Option<&EpochRecord> {
        self.epochs.last()
    }

    /// What the loss is called: `training −ELBO`, or `training loss` for another objective.
    pub fn loss_name(&self, images: &str) -> String {
        match self.epochs.iter().all(EpochRecord::is_sum) {
            true => format!("{images} −ELBO"),
            false => format!("{images} loss"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_names_and_the_last_record_is_the_newest() {
        let record = |epoch| EpochRecord {
            epoch,
            loss: 3.0,
            terms: Terms::elbo(2.0, 0.5),
            test_loss: None,
            seconds: 0.0,
        };
        assert_eq!(record(1).term("reconstruction"), Some(2.0));
        assert_eq!(record(1).term("kl"), Some(0.5));
        assert_eq!(record(1).term("beta"), None);
        let mut history = History::new(Source::SyntheticDigits);
        assert_eq!(history.last(), None);
        history.epochs = vec![record(1), record(2)];
        assert_eq!(history.last().map(|record| record.epoch), Some(2));
    }
}
