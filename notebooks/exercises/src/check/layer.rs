//! Backpropagation through one layer.

use tch::Tensor;

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades the way back through y = x Wᵀ + b: from δ = ∂L/∂y `[B, out]`, x `[B, in]` and W
/// `[out, in]` to the derivatives by W, b and x (thesis, section 2.1.5).
pub fn layer_backward(mine: impl Fn(&Tensor, &Tensor, &Tensor) -> Option<[Tensor; 3]>) -> Grade {
    let (delta, x, weight) = (numbers(&[5, 2], 50), numbers(&[5, 3], 51), numbers(&[2, 3], 52));
    let Some(derivatives) = mine(&delta, &x, &weight) else {
        return Grade::Waits;
    };
    let right = solution::layer_backward(&delta, &x, &weight);
    let batch = "it is a mean over the batch; δ has the loss's own mean in it, so sum.";
    for (i, name) in ["∂L/∂W", "∂L/∂b", "∂L/∂x"].iter().enumerate() {
        let suspects = [(&right[i] / 5.0, batch)];
        if let Grade::NotYet(what) = tensors(&derivatives[i], &right[i], &suspects, "") {
            return Grade::not_yet(format!("{name}: {what}"));
        }
    }
    Grade::right("by the weights, by the biases, and back to the input.")
}
