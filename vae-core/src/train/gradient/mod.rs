//! Two ways to the gradient: written out for perceptrons and a diagonal Gaussian's bounds, by
//! autograd for all else.

mod codes;
mod layers;
mod perceptrons;
mod written_out;

use tch::{Kind, Tensor};
use vae_base::{Error, Result};

use layers::{Buffers, Gradients, non_finite};
use perceptrons::Perceptrons;
use written_out::bound_and_gradients;

use super::objective::{Bound, ObjectiveFunction};
use super::precision::Precision;
use super::terms::Terms;
use crate::model::Vae;

/// How the gradient of a run is computed, with the memory that each step writes anew: asking the
/// system for it each time would take longer than filling it.
#[derive(Debug)]
pub(crate) struct Engine {
    /// The precision of the products, where it is not that of the weights.
    compute: Option<Kind>,
    written_out: Option<WrittenOut>,
}

#[derive(Debug)]
struct WrittenOut {
    /// The layers in the precision of the products: the model's own, or a copy of them, which
    /// Adam keeps up to date.
    layers: Perceptrons,
    is_copy: bool,
    buffers: Buffers,
}

impl Engine {
    /// For a model, an objective and a precision.
    pub(crate) fn new(
        vae: &Vae,
        objective: &dyn ObjectiveFunction,
        precision: Precision,
    ) -> Result<Self> {
        let compute = precision.compute_kind(vae.kind()).filter(|kind| *kind != vae.kind());
        let layers = Perceptrons::of(vae).filter(|_| objective.bound(1).is_some());
        let written_out = layers.map(|layers| WrittenOut::new(layers, compute));
        Ok(Self { compute, written_out: written_out.transpose()? })
    }

    /// The sums over a batch of the loss and its terms, and the gradient of the mean loss.
    pub(crate) fn gradient<'a>(
        &'a self,
        vae: &mut Vae,
        objective: &dyn ObjectiveFunction,
        epoch: usize,
        (x, eps): (&Tensor, &Tensor),
    ) -> Result<(f64, Terms, Gradient<'a>)> {
        match (&self.written_out, objective.bound(epoch)) {
            (Some(written_out), Some(bound)) => written_out.gradient(vae, bound, (x, eps)),
            _ => {
                vae.set_compute(self.compute);
                let answer = by_autograd(vae, objective, epoch, (x, eps));
                vae.set_compute(None);
                answer
            }
        }
    }
}

impl WrittenOut {
    fn new(layers: Perceptrons, compute: Option<Kind>) -> Result<Self> {
        let layers = match compute {
            Some(kind) => layers.to_compute(kind)?,
            None => layers,
        };
        Ok(Self { buffers: Buffers::new(&layers)?, layers, is_copy: compute.is_some() })
    }

    fn gradient(
        &self,
        vae: &Vae,
        bound: Bound,
        (x, eps): (&Tensor, &Tensor),
    ) -> Result<(f64, Terms, Gradient<'_>)> {
        vae.check_images("training", x)?;
        let likelihood = vae.decoder.likelihood.as_ref();
        let (loss, terms, gradients) =
            bound_and_gradients(&self.layers, likelihood, bound, (x, eps))?;
        let copies = match self.is_copy {
            true => self.layers.layers().into_iter().flat_map(|l| [&l.weight, &l.bias]).collect(),
            false => Vec::new(),
        };
        Ok((loss, terms, Gradient::ByLayer { gradients, buffers: &self.buffers, copies }))
    }
}

fn by_autograd<'a>(
    vae: &Vae,
    objective: &dyn ObjectiveFunction,
    epoch: usize,
    (x, eps): (&Tensor, &Tensor),
) -> Result<(f64, Terms, Gradient<'a>)> {
    tch::with_grad(|| {
        let batch = x.size()[0] as f64;
        let loss = objective.loss(vae, x, eps, epoch)?;
        if !loss.value.requires_grad() {
            let remedy =
                "its loss depends on no parameter of the model: leave out `detach`, `no_grad`";
            return Err(Error::config("objective", objective.name(), remedy));
        }
        let parameters = vae.parameters();
        let gradients = Tensor::f_run_backward(&[&loss.value], &parameters, false, false)?;
        let whole = gradients.into_iter().zip(&parameters).map(|(g, p)| match g.defined() {
            true => Ok(g),
            false => Ok(p.f_detach()?.f_zeros_like()?), // the loss does not depend on it
        });
        let sum = |mean: &Tensor| Ok::<_, Error>(mean.f_double_value(&[])? * batch);
        let terms = loss.terms.iter().map(|(name, mean)| Ok((name.clone(), sum(mean)?)));
        Ok((
            sum(&loss.value)?,
            terms.collect::<Result<_>>()?,
            Gradient::Whole(whole.collect::<Result<_>>()?),
        ))
    })
}

/// The gradient of every parameter.
#[derive(Debug)]
pub(crate) enum Gradient<'a> {
    /// By its factors.
    ByLayer {
        gradients: Gradients,
        buffers: &'a Buffers,
        /// The compute copies of the parameters, where there are any.
        copies: Vec<&'a Tensor>,
    },
    /// One tensor a parameter.
    Whole(Vec<Tensor>),
}

impl Gradient<'_> {
    /// A number that Adam cannot take, if there is one: infinity or NaN.
    pub(crate) fn first_non_finite(&self) -> Result<Option<f64>> {
        match self {
            Self::ByLayer { gradients, buffers, .. } => gradients.first_non_finite(buffers),
            Self::Whole(all) => {
                let mut bad = all.iter().map(non_finite);
                bad.find_map(Result::transpose).transpose()
            }
        }
    }

    /// Shows `see` the gradient of each parameter, after the parameter's number and before its
    /// compute copy.
    pub(crate) fn visit(
        &self,
        mut see: impl FnMut(usize, &Tensor, Option<&Tensor>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::ByLayer { gradients, buffers, copies } => {
                gradients.visit(buffers, |i, g| see(i, g, copies.get(i).copied()))
            }
            Self::Whole(all) => {
                let mut all = all.iter().enumerate();
                all.try_for_each(|(i, g)| see(i, &g.f_contiguous()?, None))
            }
        }
    }
}
