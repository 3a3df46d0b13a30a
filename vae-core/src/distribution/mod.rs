//! The two distributions of the model: the Gaussian that the encoder answers with and the
//! Bernoulli that the decoder answers with. Every log-probability and divergence is one value
//! per example, `[B]`, in nats.

mod bernoulli;
mod gaussian;

pub use bernoulli::Bernoulli;
pub use gaussian::DiagonalGaussian;
