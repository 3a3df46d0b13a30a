//! A fully connected layer.

use tch::{Kind, Tensor};
use vae_base::{Random, Result};

use super::Initialisation;
use crate::model::check::{check_columns, check_rows, options};
use crate::model::parameters::Named;

/// The affine map y = x Wᵀ + b, `[B, in]` → `[B, out]`, in PyTorch's `nn.Linear` layout.
///
/// ```
/// use vae_core::model::{Initialisation, Linear};
/// use vae_core::Random;
///
/// let layer = Linear::new(4, 3, Initialisation::He, &mut Random::new(0))?;
/// let x = Random::new(1).uniform(&[2, 4])?;
/// assert_eq!(layer.forward(&x)?.size(), [2, 3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Linear {
    /// W, `[out, in]`.
    pub weight: Tensor,
    /// b, `[out]`.
    pub bias: Tensor,
}

impl Linear {
    /// A layer with random weights.
    pub fn new(n_in: i64, n_out: i64, init: Initialisation, random: &mut Random) -> Result<Self> {
        let (weight, bias) = init.draw(&[n_out, n_in], (n_in, n_out), random)?;
        Ok(Self { weight, bias })
    }

    /// `[B, in]` → `[B, out]`. An `x` in bfloat16 is multiplied in bfloat16.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind) or [`ErrorKind::ElementType`](crate::ErrorKind)
    /// where `x` does not fit the weights.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let inputs = self.weight.size()[1];
        check_columns("a linear layer", x, inputs)?;
        if x.f_kind()? == Kind::BFloat16 {
            let rounded = |t: &Tensor| t.f_to_kind(Kind::BFloat16);
            return Ok(x.f_linear(&rounded(&self.weight)?, Some(&rounded(&self.bias)?))?);
        }
        check_rows("a linear layer", x, inputs, options(&self.weight)?)?;
        Ok(x.f_linear(&self.weight, Some(&self.bias))?)
    }

    /// Weight and bias by name.
    pub fn parameters(&self) -> Named<'_> {
        vec![("weight".into(), &self.weight), ("bias".into(), &self.bias)]
    }

    /// ∂loss/∂x = d_y W, for y = x Wᵀ + b.
    pub(crate) fn d_input(&self, d_y: &Tensor) -> Result<Tensor> {
        Ok(d_y.f_mm(&self.weight)?)
    }

    /// Another handle on the same weights.
    pub(crate) fn share(&self) -> Self {
        Self { weight: self.weight.shallow_clone(), bias: self.bias.shallow_clone() }
    }

    /// A copy in another precision, which nothing learns.
    pub(crate) fn to_compute(&self, kind: Kind) -> Result<Self> {
        Ok(Self {
            weight: self.weight.f_detach()?.f_to_kind(kind)?,
            bias: self.bias.f_detach()?.f_to_kind(kind)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_width_is_named() {
        let init = Initialisation::Thesis;
        let layer = Linear::new(4, 3, init, &mut Random::new(0)).unwrap();
        let x = Tensor::zeros([2, 5], (Kind::Float, tch::Device::Cpu));
        let error = layer.forward(&x).unwrap_err().to_string();
        assert!(error.contains("[B, 4]") && error.contains("[2, 5]"), "{error}");
    }
}
