//! Graders of functions: each runs the reader's function on inputs of its own.
//!
//! A function with an empty hole returns `None`, and the grade is [`Grade::Waits`](crate::Grade).

mod adam;
mod bits;
mod density;
mod evidence;
mod few_labels;
mod gaussian;
mod gradients;
mod importance;
mod inference;
mod laplace;
mod layer;
mod likelihood;
mod mask;
mod plane;
mod softmax;
mod training;
mod warm_up;

pub use adam::adam;
pub use bits::bits_per_number;
pub use density::density_at;
pub use evidence::{annealed_weight, estimate};
pub use few_labels::{best_label, unlabelled_bound};
pub use gaussian::{kl_to_prior, reparameterise};
pub use gradients::{baseline, path_gradient, score_gradient};
pub use importance::importance_bound;
pub use inference::{bound, climb, jensen};
pub use laplace::laplace;
pub use layer::layer_backward;
pub use likelihood::{elbo, log_likelihood};
pub use mask::{binarised, right_half};
pub use plane::{circle, quantile_lines, straight_way};
pub use softmax::{nearest_mean, softmax_gradient};
pub use training::training_step;
pub use warm_up::warm_up;
