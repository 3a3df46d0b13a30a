//! What a step of M2's training minimises.

use tch::{Kind, Tensor};
use vae_core::{Random, Result};

use crate::config::M2Training;
use crate::model::M2;

/// The means of one step or of an epoch, nats.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Terms {
    /// What is minimised: −(share U + (1 − share) of both bounds, by how many rows have labels) +
    /// α times the cross-entropy.
    pub loss: f64,
    /// The bound on log p(x, y) of rows with a label.
    pub labelled: f64,
    /// The bound on log p(x) of rows without.
    pub unlabelled: f64,
    /// −log q(y|x) of rows with a label.
    pub cross_entropy: f64,
    /// Classes tried for each row without a label.
    pub classes: f64,
}

/// The rows of a step.
pub(crate) struct Batch {
    /// Without labels, `[B, D]`.
    pub unlabelled: Tensor,
    /// With labels, `[L, D]`.
    pub labelled: Tensor,
    /// The labels, `[L]`.
    pub labels: Tensor,
    /// Of all rows, how many have a label.
    pub share_labelled: f64,
}

/// 𝒥ᵅ of a batch, divided by the number of rows (paper, equations 8 and 9), as a scalar, and its
/// terms.
pub(crate) fn loss(
    m2: &M2,
    batch: &Batch,
    config: &M2Training,
    random: &mut Random,
) -> Result<(Tensor, Terms)> {
    let share = batch.share_labelled;
    let rows = batch.labels.size()[0];
    let eps = random.standard_normal(&[rows, m2.config().latent])?;
    let labelled = m2.labelled_bound(&batch.labelled, &batch.labels, &eps)?;
    let labelled = labelled.f_mean(Kind::Float)?;
    let (unlabelled, tried) =
        m2.unlabelled_bound_by_chance(&batch.unlabelled, config.least, random)?;
    let classes = tried as f64 / batch.unlabelled.size()[0] as f64;
    let unlabelled = unlabelled.f_mean(Kind::Float)?;
    let log_q = m2.log_q_y(&batch.labelled)?;
    let right = log_q.f_gather(1, &batch.labels.f_unsqueeze(1)?, false)?;
    let cross_entropy = -right.f_mean(Kind::Float)?;
    let loss = &cross_entropy * config.alpha - &labelled * share - &unlabelled * (1.0 - share);
    let value = |t: &Tensor| t.f_double_value(&[]);
    let terms = Terms {
        loss: value(&loss)?,
        labelled: value(&labelled)?,
        unlabelled: value(&unlabelled)?,
        cross_entropy: value(&cross_entropy)?,
        classes,
    };
    Ok((loss, terms))
}
