//! What encoder and decoder ask of a network, built in or one's own.

use std::fmt;

use tch::Tensor;
use vae_base::Result;

use super::Mlp;
use crate::model::parameters::Named;

/// A differentiable map with parameters, from rows to rows of features.
///
/// Of `[B, D]` images an encoder's network makes `[B, F]` features, from which linear heads read
/// the posterior's numbers; of `[B, J]` codes a decoder's makes features for the likelihood's.
///
/// ```
/// use tch::Tensor;
/// use vae_core::model::{Activation, Initialisation, Linear, Named, Network};
/// use vae_core::{Random, Result};
///
/// /// x + tanh(W x + b)
/// #[derive(Debug)]
/// struct Residual(Linear);
///
/// impl Network for Residual {
///     fn forward(&self, x: &Tensor) -> Result<Tensor> {
///         Ok(x + self.0.forward(x)?.tanh())
///     }
///     fn features(&self) -> i64 {
///         self.0.bias.size()[0]
///     }
///     fn parameters(&self) -> Named<'_> {
///         self.0.parameters()
///     }
/// }
///
/// # fn main() -> Result<()> {
/// let net = Residual(Linear::new(6, 6, Initialisation::Xavier, &mut Random::new(0))?);
/// let x = Random::new(1).uniform(&[3, 6])?;
/// assert_eq!(net.forward(&x)?.size(), [3, 6]);
/// # Ok(()) }
/// ```
pub trait Network: fmt::Debug + Send {
    /// `[B, in]` → `[B, F]`.
    ///
    /// # Errors
    /// Where `x` has another shape.
    fn forward(&self, x: &Tensor) -> Result<Tensor>;

    /// F, the columns of [`forward`](Self::forward)'s answer.
    fn features(&self) -> i64;

    /// Every parameter by name, always in the same order. Each must be a leaf that requires a
    /// gradient.
    fn parameters(&self) -> Named<'_>;

    /// Whether its features are already the numbers that the likelihood asks for, so that a
    /// decoder needs no linear layer above it.
    fn makes_outputs(&self) -> bool {
        false
    }

    /// The perceptron that it is, if it is one: its gradient can be written out.
    fn as_mlp(&self) -> Option<&Mlp> {
        None
    }
}
