//! Where training begins.

use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};
use vae_base::{Random, Result};

use crate::model::names::names;

/// The distribution of initial weights, for a layer of `n_in` inputs and `n_out` outputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Initialisation {
    /// Weights N(0, 1/n_in), after LeCun's "Efficient BackProp", and random biases of standard
    /// deviation n_out^-½ (thesis section 4.2, annex D.4).
    #[default]
    Thesis,
    /// Weights N(0, 2/n_in), which keeps the variance from layer to layer of rectified units (He
    /// et al., 2015, equation 10); biases 0.
    He,
    /// Weights uniform on ±√(6 / (n_in + n_out)) (Glorot & Bengio, 2010, equation 16); biases 0.
    Xavier,
}

impl Initialisation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Thesis, Self::He, Self::Xavier];

    /// A weight of any shape and a bias `[n_out]`, as leaves that require a gradient.
    pub(crate) fn draw(
        self,
        shape: &[i64],
        (n_in, n_out): (i64, i64),
        random: &mut Random,
    ) -> Result<(Tensor, Tensor)> {
        if random.is_blank() {
            let options = (Kind::Float, Device::Cpu);
            let one = |shape: &[i64]| -> Result<Tensor> {
                let zero = Tensor::f_zeros([1], options)?.f_expand(shape, false)?;
                Ok(zero.f_set_requires_grad(true)?)
            };
            return Ok((one(shape)?, one(&[n_out])?));
        }
        let (n_in, outputs) = (n_in as f64, n_out as f64);
        let zeros = || Tensor::f_zeros([n_out], (Kind::Float, Device::Cpu));
        let (weight, bias) = match self {
            Self::Thesis => {
                let weight = random.standard_normal(shape)? * n_in.powf(-0.5);
                (weight, random.standard_normal(&[n_out])? * outputs.powf(-0.5))
            }
            Self::He => (random.standard_normal(shape)? * (2.0 / n_in).sqrt(), zeros()?),
            Self::Xavier => {
                let limit = (6.0 / (n_in + outputs)).sqrt();
                ((random.uniform(shape)? * 2.0 - 1.0) * limit, zeros()?)
            }
        };
        Ok((weight.f_set_requires_grad(true)?, bias.f_set_requires_grad(true)?))
    }
}

names!(Initialisation, "initialisation", "choose thesis, he or xavier":
    Thesis = "thesis", He = "he", Xavier = "xavier");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_the_moments_that_were_named() {
        for (init, variance, bias) in [
            (Initialisation::Thesis, 1.0 / 784.0, 1.0 / 500.0),
            (Initialisation::He, 2.0 / 784.0, 0.0),
            (Initialisation::Xavier, 2.0 / (784.0 + 500.0), 0.0), // limit² / 3
        ] {
            let random = &mut Random::new(0);
            let (w, b) = init.draw(&[500, 784], (784, 500), random).unwrap();
            let mean = w.mean(Kind::Double).double_value(&[]);
            assert!(mean.abs() < 4.0 * (variance / w.numel() as f64).sqrt(), "{init}");
            assert!((w.var(true).double_value(&[]) / variance - 1.0).abs() < 0.01, "{init}");
            assert!((b.var(true).double_value(&[]) - bias).abs() <= 0.3 * bias, "{init}");
            assert!(w.requires_grad() && b.requires_grad());
        }
    }
}
