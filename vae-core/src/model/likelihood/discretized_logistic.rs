//! Independent pixels of 256 grey levels, each a logistic distribution cut into their intervals.

use tch::{Device, Kind, Tensor};
use vae_base::{Error, Random, Result};

use super::observation::{ObservationModel, PixelDistribution};
use crate::model::check::{check_exactly, check_floating, check_like, check_rows, options};
use crate::model::parameters::Named;

/// Where training begins to learn scales: s ≈ 0.14, wide enough for any image at first.
const FIRST_LOG_SCALE: f64 = -2.0;
/// An image of more is taken for a mistake.
const MOST_PIXELS: i64 = 1 << 24;

/// The decoder's numbers are the logits of the locations; each pixel has a scale of its own.
#[derive(Debug)]
pub(super) struct Model {
    /// log s, `[D]`.
    log_scale: Tensor,
}

impl Model {
    pub(super) fn new(pixels: i64) -> Result<Self> {
        if !(0..=MOST_PIXELS).contains(&pixels) {
            let remedy = format!("choose a number up to {MOST_PIXELS}");
            return Err(Error::config("pixels", pixels, remedy));
        }
        let options = (Kind::Float, Device::Cpu);
        let start = Tensor::f_full([pixels], FIRST_LOG_SCALE, options)?;
        Ok(Self { log_scale: start.f_set_requires_grad(true)? })
    }
}

impl ObservationModel for Model {
    fn parameters(&self) -> Named<'_> {
        vec![("log_scale".into(), &self.log_scale)]
    }

    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
        let log_scale = self.log_scale.f_to_kind(output.f_kind()?)?;
        Ok(Box::new(DiscretizedLogistic::new(output, log_scale)?))
    }
}

/// Half the distance between two of the grey levels 0, 1/255, …, 1.
const HALF_LEVEL: f64 = 0.5 / 255.0;

/// The least and the largest log s: a scale from a quarter of a grey level to the whole range.
const LOG_SCALE: (f64, f64) = (-7.0, 0.0);

/// A batch of images of grey levels: p(x|z) for pixels that are neither black nor white.
///
/// The probability of a level is what a logistic distribution of location μ = sigmoid(ℓ) and
/// scale s has in the level's interval; the outermost levels take what lies beyond (Kingma et
/// al., 2016, "Improved variational inference with inverse autoregressive flow", section 3.1;
/// Salimans et al., 2017, "PixelCNN++", section 2.1). Unlike a Bernoulli's on grey pixels it is
/// the probability of an event, so that its negative logarithm is a code length (nats; divide by
/// log 2 for bits).
#[derive(Debug)]
pub struct DiscretizedLogistic {
    /// ℓ, the logits of the locations, `[B, D]`.
    pub logits: Tensor,
    /// log s, one a pixel, `[D]`; what leaves [−7, 0] counts as its border.
    pub log_scale: Tensor,
}

impl DiscretizedLogistic {
    /// From logits `[B, D]` and log-scales `[D]`.
    pub fn new(logits: Tensor, log_scale: Tensor) -> Result<Self> {
        let pixels = log_scale.size().first().copied().unwrap_or(0);
        check_floating("a discretised logistic's log_scale", &log_scale)?;
        check_exactly(
            "a discretised logistic's log_scale",
            &log_scale,
            &[pixels],
            options(&log_scale)?,
        )?;
        check_rows("a discretised logistic's logits", &logits, pixels, options(&log_scale)?)?;
        Ok(Self { logits, log_scale })
    }

    /// The locations μ = sigmoid(ℓ), `[B, D]`: medians, and means but for what the borders cut.
    pub fn location(&self) -> Tensor {
        self.logits.sigmoid()
    }

    fn bounded(&self) -> Tensor {
        self.log_scale.clamp(LOG_SCALE.0, LOG_SCALE.1)
    }
}

impl PixelDistribution for DiscretizedLogistic {
    /// The location, which the mean leaves only near black and white, by less than a scale.
    fn mean(&self) -> Result<Tensor> {
        Ok(self.location())
    }

    /// log p(x|z), `[B]`, nats; at most 0.
    ///
    /// With a and b the interval's ends in scales from μ, sigmoid(a) − sigmoid(b) =
    /// sigmoid(a) sigmoid(−b) (1 − e^(b−a)), whose logarithm never cancels.
    fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        check_like("a discretised logistic's log_prob", x, &self.logits)?;
        let per_scale = (-self.bounded()).exp();
        let distance = x - self.location();
        let end = |half: f64| (&distance + half) * &per_scale;
        let (darkest, brightest) = (x.f_lt(HALF_LEVEL)?, x.f_gt(1.0 - HALF_LEVEL)?);
        let below = end(HALF_LEVEL).f_log_sigmoid()?;
        let above = (-end(-HALF_LEVEL)).f_log_sigmoid()?;
        let width = (-(per_scale * (-2.0 * HALF_LEVEL)).f_expm1()?).log();
        let inside = width.f_expand_as(x)?;
        let nats: Tensor = below.f_masked_fill(&brightest, 0.0)?
            + above.f_masked_fill(&darkest, 0.0)?
            + inside.f_masked_fill(&darkest.f_logical_or(&brightest)?, 0.0)?;
        Ok(nats.f_sum_dim_intlist(-1_i64, false, self.logits.kind())?)
    }

    /// Images of grey levels, `[B, D]`, drawn pixel by pixel.
    fn sample(&self, random: &mut Random) -> Result<Tensor> {
        let u = random.uniform(&self.logits.size())?;
        let u = u.f_to_device(self.logits.device())?.clamp(1e-6, 1.0 - 1e-6);
        let x = self.location() + u.f_logit(None::<f64>)? * self.bounded().exp();
        let levels = (x.clamp(0.0, 1.0) * 255.0).round() / 255.0;
        Ok(levels.f_to_kind(Kind::Float)?)
    }

    fn logits(&self) -> Option<&Tensor> {
        Some(&self.logits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pixel(logit: f64, log_scale: f64) -> DiscretizedLogistic {
        let logits = Tensor::from_slice(&[logit]).reshape([1, 1]);
        DiscretizedLogistic::new(logits, Tensor::from_slice(&[log_scale])).unwrap()
    }

    fn log_prob(p: &DiscretizedLogistic, x: f64) -> f64 {
        let x = Tensor::from_slice(&[x]).reshape([1, 1]);
        p.log_prob(&x).unwrap().double_value(&[0])
    }

    #[test]
    fn far_from_the_location_it_stays_finite() {
        let p = pixel(40.0, -7.0);
        assert!((log_prob(&p, 0.0) + 1094.0).abs() < 3.0);
        assert!(log_prob(&p, 1.0) > -0.6);
    }

    #[test]
    fn samples_follow_the_probabilities() {
        let logits = Tensor::zeros([20_000, 1], (Kind::Float, tch::Device::Cpu));
        let p = DiscretizedLogistic::new(logits, Tensor::from_slice(&[-2.0_f32])).unwrap();
        let x = p.sample(&mut Random::new(1)).unwrap();
        let one = pixel(0.0, -2.0);
        let dark: f64 = (0..100).map(|k| log_prob(&one, f64::from(k) / 255.0).exp()).sum();
        let drawn = x.lt(99.5 / 255.0).to_kind(Kind::Double).mean(Kind::Double);
        assert!((drawn.double_value(&[]) - dark).abs() < 0.015);
    }

    proptest! {
        #[test]
        fn the_levels_share_one(logit in -6.0..6.0_f64, log_scale in -7.5..0.5_f64) {
            let p = pixel(logit, log_scale);
            let all: f64 = (0..256).map(|k| log_prob(&p, f64::from(k) / 255.0).exp()).sum();
            prop_assert!((all - 1.0).abs() < 1e-9, "{all}");
        }
    }

    /// Runs begin there, and resume with what became of it.
    #[test]
    fn scales_begin_at_an_eighth() {
        let vae = crate::VaeConfig {
            likelihood: crate::Likelihood::DiscretizedLogistic,
            ..crate::VaeConfig::default()
        };
        let vae = crate::Vae::new(vae, 0).unwrap();
        let scales = vae.named_parameters().pop().unwrap();
        assert_eq!(scales.0, "decoder.log_scale");
        assert!(bool::try_from(scales.1.eq(-2.0).all()).unwrap());
    }
}
