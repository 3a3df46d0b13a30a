//! The distributions of the model: the Gaussian that the encoder answers with and those of
//! pixels that the decoder may answer with. Every log-probability and divergence is one value
//! per example, `[B]`, in nats.

mod bernoulli;
mod cross_entropy;
mod discretized_logistic;
mod gaussian;
mod pixels;

pub use bernoulli::Bernoulli;
pub use discretized_logistic::DiscretizedLogistic;
pub use gaussian::DiagonalGaussian;
pub use pixels::{Likelihood, Pixels};
