//! The gradient of the softmax layer.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades ∂/∂logits of the mean cross-entropy: logits `[B, C]`, labels `[B]` → `[B, C]`.
pub fn softmax_gradient(mine: impl Fn(&Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (logits, labels) = (numbers(&[5, 4], 60) * 2.0, Tensor::from_slice(&[2_i64, 0, 3, 3, 1]));
    let Some(gradient) = mine(&logits, &labels) else {
        return Grade::Waits;
    };
    let right = solution::softmax_gradient(&logits, &labels);
    let softmax = logits.softmax(1, Kind::Float);
    let wanted = labels.one_hot(4).to_kind(Kind::Float);
    let suspects = [
        (&right * 5.0, "it is the gradient of a sum over the batch; the loss is a mean."),
        (-&right, "its sign is the other way round."),
        (softmax.copy(), "that is the probability alone: what does the label change?"),
        (&softmax / 5.0, "that is the probability alone: what does the label change?"),
        (
            (logits.sigmoid() - &wanted) / 5.0,
            "the classes share one probability: softmax, not sigmoid.",
        ),
        (&right / 4.0, "it is a mean over the classes too; only the batch is averaged."),
    ];
    tensors(&gradient, &right, &suspects, "what the model says, less what is so.")
}
