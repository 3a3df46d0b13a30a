//! The encoder, φ: image → q(z|x).

use tch::{Kind, Tensor};
use vae_base::{Random, Result};

use super::layers::{Initialisation, Linear, Mlp, Network};
use super::parameters::{Named, below};
use super::posterior::{LatentDistribution, PosteriorModel};

/// A network, and a linear head above it for each kind of number that the posterior asks for.
#[derive(Debug)]
pub struct Encoder {
    network: Box<dyn Network>,
    heads: Vec<(&'static str, Linear)>,
    posterior: Box<dyn PosteriorModel>,
}

impl Encoder {
    pub(super) fn new(
        network: Box<dyn Network>,
        posterior: Box<dyn PosteriorModel>,
        latent: i64,
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Self> {
        let widths = posterior.heads(latent).into_iter();
        let heads = widths
            .map(|(name, width)| Ok((name, Linear::new(network.features(), width, init, random)?)));
        Ok(Self { heads: heads.collect::<Result<_>>()?, network, posterior })
    }

    /// `[B, D]` → q(z|x) over `[copies · B, J]`: all rows once, then all of them again.
    pub(super) fn forward(
        &self,
        x: &Tensor,
        compute: Kind,
        copies: i64,
    ) -> Result<Box<dyn LatentDistribution>> {
        let h = self.network.forward(&x.f_to_kind(compute)?)?;
        let heads = self.heads.iter().map(|(_, head)| {
            let numbers = head.forward(&h)?.f_to_kind(x.kind())?;
            Ok(match copies {
                1 => numbers,
                copies => numbers.f_repeat([copies, 1])?,
            })
        });
        self.posterior.distribution(heads.collect::<Result<_>>()?)
    }

    /// `hidden1.weight`, …, `mu.weight`, `mu.bias`, `log_var.weight`, …
    pub(super) fn parameters(&self) -> Named<'_> {
        let mut all = self.network.parameters();
        all.extend(self.heads.iter().flat_map(|(name, head)| below(name, head.parameters())));
        all.extend(self.posterior.parameters());
        all
    }

    pub(super) fn has_gaussian_posterior(&self) -> bool {
        self.posterior.is_gaussian()
    }

    /// The perceptron and the heads of μ and log σ², where it has no more than these.
    pub(crate) fn as_mlp(&self) -> Option<(&Mlp, [&Linear; 2])> {
        match self.heads.as_slice() {
            [("mu", mu), ("log_var", log_var)] if self.posterior.is_gaussian() => {
                Some((self.network.as_mlp()?, [mu, log_var]))
            }
            _ => None,
        }
    }
}
