//! What a hidden unit does to its net input.

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_base::Result;

use crate::model::names::names;

/// The activation f of a hidden layer, h = f(W x + b) (thesis, annex A).
///
/// ```
/// use tch::Tensor;
/// use vae_core::model::Activation;
///
/// let a = Tensor::from_slice(&[-1.0_f32, 0.0, 1.0]);
/// assert_eq!(Vec::<f32>::try_from(Activation::Relu.apply(&a)?)?, [0.0, 0.0, 1.0]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// max(0, a), the thesis's.
    #[default]
    Relu,
    /// tanh a.
    Tanh,
    /// log(1 + eᵃ).
    Softplus,
    /// a Φ(a), with Φ the standard normal's distribution function (Hendrycks & Gimpel, 2016).
    Gelu,
}

impl Activation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Relu, Self::Tanh, Self::Softplus, Self::Gelu];

    /// f(a), of any shape.
    pub fn apply(self, a: &Tensor) -> Result<Tensor> {
        Ok(match self {
            Self::Relu => a.f_relu()?,
            Self::Tanh => a.f_tanh()?,
            Self::Softplus => a.f_softplus()?,
            Self::Gelu => a.f_gelu("none")?,
        })
    }

    /// f(a), and what [`backward`](Self::backward) needs to know; `a` may be overwritten.
    pub(crate) fn apply_keeping(self, mut a: Tensor) -> Result<Hidden> {
        let (h, kept) = match self {
            Self::Relu => (a.f_relu_()?, None),
            Self::Tanh => (a.f_tanh_()?, None),
            Self::Softplus => (a.f_softplus()?, Some(a)),
            Self::Gelu => (a.f_gelu("none")?, Some(a)),
        };
        Ok(Hidden { h, kept })
    }

    /// From ∂loss/∂h to ∂loss/∂a, for h = f(a).
    pub(crate) fn backward(self, d_h: &Tensor, at: &Hidden) -> Result<Tensor> {
        let a = at.kept.as_ref().unwrap_or(&at.h);
        Ok(match self {
            Self::Relu => at.h.f_threshold_backward(d_h, 0)?, // where relu answered 0, nothing passes
            Self::Tanh => Tensor::f_tanh_backward(d_h, &at.h)?,
            Self::Softplus => a.f_softplus_backward(d_h, 1.0, 20.0)?,
            Self::Gelu => a.f_gelu_backward(d_h, "none")?,
        })
    }
}

/// A hidden layer's answer h, with its net input where the derivative asks for that.
#[derive(Debug)]
pub(crate) struct Hidden {
    pub(crate) h: Tensor,
    kept: Option<Tensor>,
}

names!(Activation, "activation", "choose relu, tanh, softplus or gelu":
    Relu = "relu", Tanh = "tanh", Softplus = "softplus", Gelu = "gelu");
