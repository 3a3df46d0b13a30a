//! Adagrad (Duchi, Hazan & Singer, 2011): each parameter's step is divided by the root of the sum of
//! its squared gradients so far.

use tch::Tensor;
use vae_core::Result;

/// What the sums begin with, so that a gradient of 0 is divided by something.
const FIRST: f64 = 1e-20;

/// The sums of squared gradients, one tensor a parameter.
#[derive(Debug)]
pub(super) struct Adagrad {
    rate: f64,
    sums: Vec<Tensor>,
}

impl Adagrad {
    /// Before the first step.
    pub(super) fn new(rate: f64, parameters: &[&Tensor]) -> Result<Self> {
        let first = parameters.iter().map(|p| Ok(p.f_detach()?.f_full_like(FIRST)?));
        Ok(Self { rate, sums: first.collect::<Result<_>>()? })
    }

    /// As it was.
    pub(super) fn resume(rate: f64, sums: Vec<Tensor>) -> Self {
        Self { rate, sums }
    }

    /// The sums, in the order of the parameters.
    pub(super) fn sums(&self) -> &[Tensor] {
        &self.sums
    }

    /// Moves parameters against their gradients: those from number `first` on, in order.
    pub(super) fn step(
        &mut self,
        first: usize,
        parameters: &[&Tensor],
        gradients: &[Tensor],
    ) -> Result<()> {
        tch::no_grad(|| {
            let sums = self.sums.iter_mut().skip(first);
            for ((sum, parameter), gradient) in sums.zip(parameters).zip(gradients) {
                let _ = sum.f_addcmul_(gradient, gradient)?;
                let divisor = sum.f_sqrt()?.f_mul_scalar_(-1.0 / self.rate)?;
                let _ = parameter.shallow_clone().f_addcdiv_(gradient, &divisor)?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_those_reckoned_by_hand() {
        let parameter = Tensor::from_slice(&[1.0_f64, 2.0, 3.0]);
        let other = Tensor::from_slice(&[7.0_f64]);
        let mut adagrad = Adagrad::new(0.5, &[&other, &parameter]).unwrap();
        for gradient in [[3.0, -4.0, 0.0], [4.0, -3.0, 0.0]] {
            let gradient = Tensor::from_slice(&gradient);
            adagrad.step(1, &[&parameter], &[gradient]).unwrap();
        }
        // 1 − ½ · 3/3 − ½ · 4/5 and 2 + ½ · 4/4 + ½ · 3/5; what has no gradient stays.
        let wanted = Tensor::from_slice(&[0.1_f64, 2.8, 3.0]);
        assert!((&parameter - wanted).abs().max().double_value(&[]) < 1e-12, "{parameter}");
        assert_eq!(other.double_value(&[0]), 7.0);
        assert!((adagrad.sums()[1].double_value(&[0]) - 25.0).abs() < 1e-12);
    }
}
