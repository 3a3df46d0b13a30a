//! Which model: the flags of `vae train` that `VaeConfig` answers to.

use clap::Args;
use vae_core::model::{Activation, Architecture, Initialisation};
use vae_core::{Error, ImageShape, Likelihood, Posterior, Result, VaeConfig};

use super::same;

#[derive(Args)]
pub struct ModelFlags {
    /// Latent dimensions [default: 2]
    #[arg(long, value_name = "N")]
    latent: Option<i64>,
    /// Networks of encoder and decoder: mlp or conv [default: mlp]
    #[arg(long, value_name = "NAME")]
    architecture: Option<Layout>,
    /// Units of the hidden layers, from the image on; one number for two layers of it [default:
    /// 500,500]
    #[arg(long, value_name = "N,N,…", value_delimiter = ',')]
    hidden: Vec<i64>,
    /// Channels of the convolutions, from the image on [default: 32,64]
    #[arg(long, value_name = "N,N,…", value_delimiter = ',')]
    channels: Vec<i64>,
    /// Activation of the hidden layers: relu, tanh, softplus or gelu [default: relu]
    #[arg(long, value_name = "NAME")]
    activation: Option<Activation>,
    /// Initial weights: thesis, he or xavier [default: thesis]
    #[arg(long, value_name = "NAME")]
    init: Option<Initialisation>,
    /// What the decoder says of pixels: bernoulli, continuous-bernoulli, gaussian,
    /// gaussian-learned, gaussian-per-pixel or discretized-logistic [default: bernoulli]
    #[arg(long, value_name = "NAME")]
    likelihood: Option<Likelihood>,
    /// Standard deviation of --likelihood gaussian [default: 0.1]
    #[arg(long, value_name = "SIGMA")]
    sigma: Option<f64>,
    /// What the encoder says of codes: gaussian or planar-flow [default: gaussian]
    #[arg(long, value_name = "NAME")]
    posterior: Option<Family>,
    /// Flows one after the other, of --posterior planar-flow [default: 8]
    #[arg(long, value_name = "N")]
    flows: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Layout {
    Mlp,
    Conv,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Family {
    Gaussian,
    PlanarFlow,
}

impl ModelFlags {
    pub fn config(&self, image: ImageShape) -> Result<VaeConfig> {
        let default = VaeConfig::default();
        Ok(VaeConfig {
            image,
            latent: self.latent.unwrap_or(default.latent),
            architecture: self.architecture()?,
            initialisation: self.init.unwrap_or_default(),
            likelihood: self.likelihood()?,
            posterior: self.posterior()?,
            own_parts: Vec::new(),
        })
    }

    fn architecture(&self) -> Result<Architecture> {
        let layers = match self.architecture {
            Some(Layout::Conv) => {
                refuse("--hidden", !self.hidden.is_empty(), "it is for --architecture mlp")?;
                match self.channels.as_slice() {
                    [] => Architecture::conv([32, 64]),
                    channels => Architecture::conv(channels),
                }
            }
            _ => {
                refuse("--channels", !self.channels.is_empty(), "it is for --architecture conv")?;
                match self.hidden.as_slice() {
                    [] => Architecture::default(),
                    [width] => Architecture::mlp([*width, *width]),
                    widths => Architecture::mlp(widths),
                }
            }
        };
        Ok(layers.with_activation(self.activation.unwrap_or_default()))
    }

    fn likelihood(&self) -> Result<Likelihood> {
        match (self.likelihood.unwrap_or_default(), self.sigma) {
            (Likelihood::Gaussian { .. }, Some(sigma)) => Ok(Likelihood::Gaussian { sigma }),
            (likelihood, sigma) => {
                refuse("--sigma", sigma.is_some(), "it is for --likelihood gaussian")?;
                Ok(likelihood)
            }
        }
    }

    fn posterior(&self) -> Result<Posterior> {
        match self.posterior {
            Some(Family::PlanarFlow) => {
                Ok(Posterior::PlanarFlow { length: self.flows.unwrap_or(8) })
            }
            _ => {
                refuse("--flows", self.flows.is_some(), "it is for --posterior planar-flow")?;
                Ok(Posterior::Gaussian)
            }
        }
    }

    /// A resumed run is the run it was: what is given again must say the same.
    pub fn refuse_changes(&self, began: &VaeConfig) -> Result<()> {
        same("--latent", self.latent.as_ref(), &began.latent)?;
        same("--init", self.init.as_ref(), &began.initialisation)?;
        let shape = self.architecture.is_some() || !self.hidden.is_empty();
        if shape || !self.channels.is_empty() || self.activation.is_some() {
            same("--architecture", Some(&self.architecture()?), &began.architecture)?;
        }
        if self.likelihood.is_some() || self.sigma.is_some() {
            same("--likelihood", Some(&self.likelihood()?), &began.likelihood)?;
        }
        if self.posterior.is_some() || self.flows.is_some() {
            same("--posterior", Some(&self.posterior()?), &began.posterior)?;
        }
        Ok(())
    }
}

/// A flag that was given although another one makes it meaningless.
pub fn refuse(flag: &'static str, given: bool, remedy: &str) -> Result<()> {
    match given {
        true => Err(Error::config(flag, "given", remedy)),
        false => Ok(()),
    }
}
