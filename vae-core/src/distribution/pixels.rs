//! What the decoder answers with, whichever distribution the model was made for.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tch::Tensor;

use super::{Bernoulli, DiscretizedLogistic};
use crate::{Random, Result};

/// The family of p(x|z).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likelihood {
    /// Black or white pixels; the thesis's, also for grey ones (section 4.1.2).
    #[default]
    Bernoulli,
    /// Pixels of 256 grey levels, with a learned scale for each.
    DiscretizedLogistic,
}

impl Likelihood {
    /// Whether it is the thesis's.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl FromStr for Likelihood {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        match name {
            "bernoulli" => Ok(Self::Bernoulli),
            "discretized-logistic" => Ok(Self::DiscretizedLogistic),
            _ => Err("choose bernoulli or discretized-logistic".into()),
        }
    }
}

/// A batch of images' distribution p(x|z): independent pixels, `[B, D]`.
#[derive(Debug)]
pub enum Pixels {
    Bernoulli(Bernoulli),
    DiscretizedLogistic(DiscretizedLogistic),
}

impl Pixels {
    /// The decoder's last layer, `[B, D]`: the logits of [`mean`](Self::mean).
    pub fn output(&self) -> &Tensor {
        match self {
            Self::Bernoulli(p) => &p.logits,
            Self::DiscretizedLogistic(p) => &p.logits,
        }
    }

    /// The image to show, grey in [0, 1], `[B, D]`.
    pub fn mean(&self) -> Tensor {
        self.output().sigmoid()
    }

    /// log p(x|z), `[B]`, nats.
    pub fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Bernoulli(p) => p.log_prob(x),
            Self::DiscretizedLogistic(p) => p.log_prob(x),
        }
    }

    /// Images drawn pixel by pixel, `[B, D]`.
    pub fn sample(&self, random: &mut Random) -> Result<Tensor> {
        match self {
            Self::Bernoulli(p) => p.sample(random),
            Self::DiscretizedLogistic(p) => p.sample(random),
        }
    }

    /// log p(x|z), `[B]`, and the gradient of its negative mean over the batch with respect to
    /// the decoder's last layer, `[B, D]`, and to the scales, `[D]`, where there are any.
    pub(crate) fn log_prob_and_gradient(&self, x: &Tensor) -> Result<(Tensor, Vec<Tensor>)> {
        match self {
            Self::Bernoulli(p) => {
                let (nats, gradient) = p.log_prob_and_gradient(x)?;
                Ok((nats, vec![gradient]))
            }
            Self::DiscretizedLogistic(p) => tch::with_grad(|| {
                let leaf = |t: &Tensor| t.detach().set_requires_grad(true);
                let (logits, log_scale) = (leaf(&p.logits), leaf(&p.log_scale));
                let p =
                    DiscretizedLogistic::new(logits.shallow_clone(), log_scale.shallow_clone())?;
                let nats = p.log_prob(x)?;
                let loss = -nats.mean(nats.kind());
                let gradient = Tensor::f_run_backward(&[loss], &[logits, log_scale], false, false)?;
                Ok((nats.detach(), gradient))
            }),
        }
    }
}
