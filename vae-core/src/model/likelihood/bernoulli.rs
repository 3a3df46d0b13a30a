//! Independent Bernoulli pixels, by the logits of their probabilities.

use std::iter;

use tch::{Kind, Reduction, Tensor};
use vae_base::cpu::cross_entropy::{log_prob, log_prob_and_gradient};
use vae_base::cpu::parallel::{self, CHUNK};
use vae_base::cpu::slices::lend;
use vae_base::{Random, Result};

use super::observation::{ObservationModel, OutputGradient, PixelDistribution, copies};
use crate::model::check::{check_columns, check_like, options};

/// The decoder's numbers are logits.
#[derive(Debug)]
pub(super) struct Model;

impl ObservationModel for Model {
    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
        Ok(Box::new(Bernoulli::new(output)))
    }

    fn log_prob_and_gradient(&self, output: &Tensor, x: &Tensor) -> Result<OutputGradient> {
        let (log_prob, mut slopes) = Bernoulli::new(output.f_detach()?).log_prob_and_slopes(x)?;
        let gradient = move |weights: Option<&Tensor>| {
            if let Some(weights) = weights {
                slopes = slopes.f_mul_(&weights.f_unsqueeze(-1)?)?;
            }
            Ok((slopes, Vec::new()))
        };
        Ok(OutputGradient { log_prob, gradient: Box::new(gradient) })
    }
}

/// A batch of images of independent Bernoulli pixels: p(x|z) of thesis section 4.1.2.
///
/// Held as logits ℓ with y = sigmoid(ℓ), because log y and log(1 − y) computed from ℓ stay
/// finite where the thesis had to clip y to [1e-9, 1 − 1e-9].
///
/// ```
/// use tch::Tensor;
/// use vae_core::model::{Bernoulli, PixelDistribution};
///
/// let p = Bernoulli::new(Tensor::from_slice(&[0.0, 1000.0]).view([1, 2])); // y = ½, 1
/// let x = Tensor::from_slice(&[1.0, 1.0]).view([1, 2]);
/// assert_eq!(p.log_prob(&x)?.double_value(&[0]), -2_f64.ln());
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Bernoulli {
    /// Logits, `[B, D]`.
    pub logits: Tensor,
}

impl Bernoulli {
    /// From logits of shape `[B, D]`.
    pub fn new(logits: Tensor) -> Self {
        Self { logits }
    }

    /// log p(x|z) of each row for the rows of `x` in turn, and the gradient (y − x) / rows of its
    /// negative mean with respect to the logits.
    fn log_prob_and_slopes(&self, x: &Tensor) -> Result<(Tensor, Tensor)> {
        let (rows, copies) = (self.logits.size2()?.0, copies(&self.logits, x));
        let slopes = Tensor::f_empty(self.logits.size(), options(&self.logits)?)?;
        if let Some(nats) = self.one_pass(x, copies, Some(&slopes))? {
            return Ok((nats, slopes));
        }
        let x = x.f_repeat([copies, 1])?;
        Ok((self.log_prob(&x)?, (self.mean()? - x) / rows as f64))
    }

    /// log p(x|z) of each row for the rows of `x`, `copies` times, and into `slopes` (y − x) / rows;
    /// none where it does not fit, a gradient is asked for, or not all are floats on the CPU.
    fn one_pass(&self, x: &Tensor, copies: i64, slopes: Option<&Tensor>) -> Result<Option<Tensor>> {
        let (rows, pixels) = self.logits.size2()?;
        check_columns("a Bernoulli's log_prob", x, pixels)?;
        if x.size()[0].checked_mul(copies) != Some(rows) || self.logits.requires_grad() {
            return Ok(None);
        }
        let (logits, x) = (self.logits.f_contiguous()?, x.f_contiguous()?);
        let nats = lend(|loan| {
            let (logits, x) = (loan.read(&logits)?, loan.read(&x)?);
            let slopes = slopes.map(|t| loan.write::<f32>(t).ok_or(())).transpose().ok()?;
            let pixels = pixels as usize;
            let slopes = slopes.into_iter().flat_map(|slopes| slopes.chunks_mut(pixels));
            let slopes = slopes.map(Some).chain(iter::repeat_with(|| None));
            let mut nats = vec![0.0; rows as usize];
            let images = logits.chunks(pixels).zip(x.chunks(pixels).cycle());
            let mut all: Vec<_> = images.zip(nats.iter_mut().zip(slopes)).collect();
            let scale = 1.0 / rows as f32;
            let some = (CHUNK / 8).div_ceil(pixels);
            parallel::for_each(all.chunks_mut(some).collect(), |some| {
                for ((logits, x), (nats, slopes)) in some {
                    **nats = match slopes {
                        Some(slopes) => log_prob_and_gradient(logits, x, scale, slopes),
                        None => log_prob(logits, x),
                    };
                }
            });
            Some(nats)
        });
        Ok(nats.map(|nats| Tensor::f_from_slice(&nats)).transpose()?)
    }
}

impl PixelDistribution for Bernoulli {
    /// Probabilities y = sigmoid(ℓ), `[B, D]`: the expected image, grey in [0, 1].
    fn mean(&self) -> Result<Tensor> {
        Ok(self.logits.f_sigmoid()?)
    }

    /// log p(x|z) = Σᵢ xᵢ log yᵢ + (1 − xᵢ) log(1 − yᵢ), `[B]`, nats (thesis section 4.4).
    ///
    /// For grey pixels, 0 < x < 1, this is no log-probability of any event but the negative
    /// cross-entropy that the thesis trains on; it cannot reach 0.
    fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        check_like("a Bernoulli's log_prob", x, &self.logits)?;
        let none = None::<&Tensor>;
        let nats =
            self.logits.f_binary_cross_entropy_with_logits(x, none, none, Reduction::None)?;
        Ok(-nats.f_sum_dim_intlist(-1_i64, false, self.logits.kind())?)
    }

    /// In one pass over the logits, where no gradient is asked for.
    fn log_prob_of_copies(&self, x: &Tensor, copies: i64) -> Result<Tensor> {
        let nats = self.one_pass(x, copies, None)?;
        nats.map_or_else(|| self.log_prob(&x.f_repeat([copies, 1])?), Ok)
    }

    /// Black and white images, `[B, D]`, drawn pixel by pixel.
    fn sample(&self, random: &mut Random) -> Result<Tensor> {
        let threshold = random.uniform(&self.logits.size())?;
        let mean = self.mean()?;
        let white = mean.f_gt_tensor(&threshold.f_to_device(mean.device())?)?;
        Ok(white.f_to_kind(Kind::Float)?)
    }

    fn logits(&self) -> Option<&Tensor> {
        Some(&self.logits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn log_prob(logits: &[f64], x: &[f64]) -> f64 {
        let row = |v: &[f64]| Tensor::from_slice(v).reshape([1, -1]);
        let p = Bernoulli::new(row(logits));
        p.log_prob(&row(x)).unwrap().double_value(&[0])
    }

    #[test]
    fn extreme_logits_stay_finite_and_exact() {
        assert_eq!(log_prob(&[1000.0, -1000.0], &[1.0, 0.0]), 0.0);
        assert_eq!(log_prob(&[1000.0], &[0.0]), -1000.0);
        assert_eq!(log_prob(&[-1e4], &[1.0]), -1e4);
    }

    #[test]
    fn one_pass_and_tensor_operations_agree() {
        let mut random = Random::new(4);
        let x = random.uniform(&[3, 37]).unwrap();
        let logits = random.standard_normal(&[3, 37]).unwrap() * 8.0;
        let of = |kind: Kind| {
            let p = Bernoulli::new(logits.to_kind(kind));
            p.log_prob_and_slopes(&x.to_kind(kind)).unwrap()
        };
        let ((nats, gradient), (exact, slopes)) = (of(Kind::Float), of(Kind::Double));
        assert!(nats.to_kind(Kind::Double).allclose(&exact, 1e-6, 0.0, false));
        let gradient = gradient.to_kind(Kind::Double);
        assert!(gradient.allclose(&slopes, 0.0, 1e-7, false));
    }

    #[test]
    fn samples_follow_the_mean() {
        let logits = Tensor::from_slice(&[-2.0_f32, 0.0, 2.0]).repeat([20_000, 1]);
        let p = Bernoulli::new(logits);
        let x = p.sample(&mut Random::new(3)).unwrap();
        let gap = x.mean_dim(0_i64, false, Kind::Float) - p.mean().unwrap().get(0);
        assert!(gap.abs().max().double_value(&[]) < 0.02);
    }

    proptest! {
        #[test]
        fn agrees_with_the_formula_by_probabilities(
            pixels in prop::collection::vec((-10.0..10.0_f64, 0.0..=1.0_f64), 1..20),
        ) {
            let (logits, x): (Vec<f64>, Vec<f64>) = pixels.iter().copied().unzip();
            let by_probabilities: f64 = pixels
                .iter()
                .map(|&(l, x)| {
                    let y = 1.0 / (1.0 + (-l).exp());
                    x * y.ln() + (1.0 - x) * (1.0 - y).ln()
                })
                .sum();
            prop_assert!((log_prob(&logits, &x) - by_probabilities).abs() < 1e-6);
        }
    }
}
