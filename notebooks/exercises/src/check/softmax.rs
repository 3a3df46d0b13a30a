//! The gradient of the softmax layer, and a classifier without training.

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

/// Grades the class of the nearest class mean: codes `[N, J]` with labels `[N]`, and codes
/// `[M, J]` to classify → `[M]` of int64.
pub fn nearest_mean(mine: impl Fn(&Tensor, &Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    // Ten classes on a circle, two codes each around the class's mean, a third one far out.
    let angle = Tensor::arange(10, (Kind::Float, tch::Device::Cpu)) * 0.6283;
    let centres = Tensor::stack(&[angle.cos(), angle.sin()], 1) * 5.0;
    let off = numbers(&[10, 2], 80) * 0.2;
    let z = Tensor::cat(&[&centres + &off, &centres - &off], 0);
    let labels = Tensor::arange(10, (Kind::Int64, tch::Device::Cpu)).repeat([2]);
    let z_test = Tensor::cat(&[&centres * 1.3, &centres * 0.6 + off * 2.0], 0);
    let Some(classes) = mine(&z, &labels, &z_test) else {
        return Grade::Waits;
    };
    let right = solution::nearest_mean(&z, &labels, &z_test);
    let farthest = solution::class_distances(&z, &labels, &z_test).argmax(1, false);
    let suspects = [(farthest, "that is the farthest mean, not the nearest.")];
    tensors(&classes, &right, &suspects, "the class whose mean is nearest.")
}
