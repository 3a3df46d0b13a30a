//! The gradient of −ELBO, layer by layer, each multiplied out only when it is wanted.
//!
//! A layer's gradient is as large as its weights. Written into the same memory as the layer
//! before it and used at once, it need not leave the processor's cache.

use tch::{Kind, Tensor};
use vae_base::Result;
use vae_base::cpu::parallel::{self, CHUNK};
use vae_base::cpu::slices::{Bfloat16, Element, lend};

use super::perceptrons::Perceptrons;
use crate::model::Linear;

/// ∂loss/∂W = d_yᵀ x and ∂loss/∂b = Σ d_y over the batch, for a layer y = x Wᵀ + b, by their
/// factors.
#[derive(Debug)]
pub(crate) struct LayerGradient {
    /// What went in, `[B, in]`.
    x: Tensor,
    /// ∂loss/∂y, `[B, out]`.
    d_y: Tensor,
}

impl LayerGradient {
    pub(crate) fn new(x: &Tensor, d_y: &Tensor) -> Self {
        Self { x: x.shallow_clone(), d_y: d_y.shallow_clone() }
    }

    fn write(&self, weight: &Tensor, bias: &Tensor) -> Result<()> {
        let _ = self.d_y.tr().f_mm_out(weight, &self.x)?;
        let _ = self.d_y.f_sum_intlist_out(bias, 0_i64, false, bias.kind())?;
        Ok(())
    }

    /// What no number of the gradient exceeds, by Cauchy and Schwarz: ‖d_yᵀ x‖ ≤ ‖d_y‖ ‖x‖, and
    /// the bias counts as the weight of an input that is always 1. None where the factors lie
    /// elsewhere than in this processor's memory.
    fn bound(&self) -> Option<f64> {
        let batch = self.x.size()[0] as f64;
        Some((squares(&self.d_y)? * (squares(&self.x)? + batch)).sqrt())
    }

    /// The same by libtorch's operations.
    fn bound_by_tensors(&self) -> Result<Tensor> {
        let batch = self.x.size()[0] as f64;
        let input = self.x.f_norm()?.f_square()? + batch;
        Ok(self.d_y.f_norm()? * input.f_sqrt()?)
    }
}

/// The gradient of every parameter.
#[derive(Debug)]
pub(crate) struct Gradients {
    /// In the order of the networks' layers.
    pub(crate) layers: Vec<LayerGradient>,
    /// Of the parameters that belong to no layer, which come last.
    pub(crate) others: Vec<Tensor>,
}

impl Gradients {
    /// Shows `see` the gradient of each parameter and the parameter's number. It lies in
    /// `buffers` and is overwritten by the next layer's.
    pub(crate) fn visit(
        &self,
        buffers: &Buffers,
        mut see: impl FnMut(usize, &Tensor) -> Result<()>,
    ) -> Result<()> {
        for (i, (layer, [weight, bias])) in self.layers.iter().zip(&buffers.0).enumerate() {
            layer.write(weight, bias)?;
            see(2 * i, weight)?;
            see(2 * i + 1, bias)?;
        }
        for (i, gradient) in self.others.iter().enumerate() {
            see(2 * self.layers.len() + i, gradient)?;
        }
        Ok(())
    }

    /// What no number of any layer's gradient exceeds; infinite or NaN where its factors are too
    /// large to tell.
    pub(crate) fn bound(&self) -> Result<f64> {
        if let Some(bound) = self.layers.iter().map(LayerGradient::bound).sum() {
            return Ok(bound);
        }
        let bounds = self.layers.iter().map(LayerGradient::bound_by_tensors);
        let bounds = Tensor::f_stack(&bounds.collect::<Result<Vec<_>>>()?, 0)?;
        Ok(bounds.f_sum(Kind::Double)?.f_double_value(&[])?) // waits for a GPU only once
    }

    /// A number that Adam cannot take, if there is one: infinity or NaN.
    pub(crate) fn first_non_finite(&self, buffers: &Buffers) -> Result<Option<f64>> {
        let mut bad = None;
        let look = |gradient: &Tensor| {
            bad = bad.or(non_finite(gradient)?);
            Ok(())
        };
        if self.bound()? < LARGEST {
            self.others.iter().try_for_each(look)?;
        } else {
            let mut look = look;
            self.visit(buffers, |_, gradient| look(gradient))?;
        }
        Ok(bad)
    }
}

/// The square of a number from here on, which Adam takes, is close to the end of float32.
const LARGEST: f64 = 1e18;

/// Infinity or NaN where a gradient holds a number that Adam cannot take.
pub(super) fn non_finite(gradient: &Tensor) -> Result<Option<f64>> {
    if gradient.numel() == 0 {
        return Ok(None);
    }
    let largest = gradient.f_abs()?.f_max()?.f_double_value(&[])?;
    Ok(match largest {
        largest if largest.is_nan() => Some(largest),
        largest if largest >= LARGEST => Some(f64::INFINITY),
        _ => None,
    })
}

/// Memory for the gradients of one layer at a time.
#[derive(Debug)]
pub(crate) struct Buffers(Vec<[Tensor; 2]>);

impl Buffers {
    pub(crate) fn new(networks: &Perceptrons) -> Result<Self> {
        let _no_graph = tch::no_grad_guard();
        let layers = networks.layers();
        let size = |layer: &Linear| layer.weight.numel() + layer.bias.numel();
        let largest = layers.iter().map(|layer| size(layer)).max().unwrap_or(0);
        let bias = &networks.output.bias;
        let options = (bias.kind(), bias.device());
        let memory = Tensor::f_empty([largest as i64], options)?;
        let part = |start: usize, like: &Tensor| {
            let numbers = memory.f_narrow(0, start as i64, like.numel() as i64)?;
            numbers.f_view(&like.size()[..])
        };
        let views = layers.iter().map(|layer| {
            let weight = part(0, &layer.weight)?;
            Ok([weight, part(layer.weight.numel(), &layer.bias)?])
        });
        Ok(Self(views.collect::<Result<_>>()?))
    }
}

/// Σ tᵢ².
fn squares(t: &Tensor) -> Option<f64> {
    lend(|loan| match loan.read::<f32>(t) {
        Some(numbers) => Some(sum_of_squares(numbers)),
        None => loan.read::<Bfloat16>(t).map(sum_of_squares),
    })
}

fn sum_of_squares<T: Element>(numbers: &[T]) -> f64 {
    let mut sums = vec![0.0_f64; numbers.len().div_ceil(CHUNK)];
    let chunks = numbers.chunks(CHUNK).zip(&mut sums);
    parallel::for_each(chunks.collect(), |(chunk, sum)| {
        *sum = sum_of_squares_in_lanes(chunk).into();
    });
    sums.iter().sum()
}

/// Sixteen sums side by side, which the processor can take together. Not less than the sum: what
/// is smaller than 10⁻¹⁸ counts as that, as the square of less would be subnormal, and slow.
fn sum_of_squares_in_lanes<T: Element>(numbers: &[T]) -> f32 {
    let square = |x: &T| {
        let x = x.value().abs();
        let x = if x < 1e-18 { 1e-18 } else { x }; // NaN remains
        x * x
    };
    let (rows, rest) = numbers.as_chunks::<16>();
    let mut sums = [0.0_f32; 16];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += square(x);
        }
    }
    sums.iter().copied().chain(rest.iter().map(square)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_summed_from_above() {
        for numbers in [vec![3.0_f32; 40], vec![1e-30; 40], vec![0.0; 3]] {
            let exact: f64 = numbers.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
            let sum = sum_of_squares(&numbers);
            assert!(exact <= sum && sum <= exact + 1e-34, "{sum} {exact}");
        }
        assert!(sum_of_squares(&[1.0, f32::NAN]).is_nan());
    }

    #[test]
    fn the_bound_holds_and_bad_factors_show_in_it() {
        for kind in [Kind::Float, Kind::BFloat16, Kind::Double] {
            let factor = |size: [i64; 2]| Tensor::randn(size, (kind, tch::Device::Cpu)) * 3.0;
            let layer = LayerGradient::new(&factor([5, 40]), &factor([5, 30]));
            let written = [layer.d_y.tr().zeros_like().mm(&layer.x), factor([30, 1]).squeeze()];
            layer.write(&written[0], &written[1]).unwrap();
            let largest = |t: &Tensor| t.abs().max().double_value(&[]);
            let gradients = Gradients { layers: vec![layer], others: vec![] };
            let bound = gradients.bound().unwrap();
            assert!(written.iter().all(|t| largest(t) <= bound) && bound < 3e4, "{bound}");
            for bad in [f64::NAN, f64::INFINITY, -1e30] {
                let d_y = &gradients.layers[0].d_y;
                let _ = d_y.narrow(0, 3, 1).narrow(1, 29, 1).fill_(bad);
                let bound = gradients.bound().unwrap();
                assert!(bound.is_nan() || bound >= 1e18, "{kind:?} {bad}: {bound}");
            }
        }
    }
}
