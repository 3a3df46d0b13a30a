//! Models with parts of one's own.

use vae_base::{Purpose, Random, Result};

use super::config::{Part, VaeConfig};
use super::decoder::Decoder;
use super::encoder::Encoder;
use super::layers::Network;
use super::likelihood::ObservationModel;
use super::posterior::PosteriorModel;
use super::vae::Vae;

/// Puts a model together, made by [`Vae::builder`]: what is not given is the configuration's.
#[derive(Debug)]
pub struct VaeBuilder {
    config: VaeConfig,
    /// Draws the weights.
    random: Random,
    encoder: Option<Box<dyn Network>>,
    decoder: Option<Box<dyn Network>>,
    likelihood: Option<Box<dyn ObservationModel>>,
    posterior: Option<Box<dyn PosteriorModel>>,
}

impl Vae {
    /// A new model, some of whose parts are one's own; `seed` is for the weights of the others.
    /// [`Network`], [`ObservationModel`] and [`PosteriorModel`] show how a part is written.
    pub fn builder(config: VaeConfig, seed: u64) -> VaeBuilder {
        VaeBuilder::new(config, Random::stream(seed, Purpose::Weights, 0))
    }
}

impl VaeBuilder {
    fn new(config: VaeConfig, random: Random) -> Self {
        Self { config, random, encoder: None, decoder: None, likelihood: None, posterior: None }
    }

    /// A model whose weights take no memory until a file's take their place.
    pub(crate) fn awaiting_weights(config: VaeConfig) -> Result<Vae> {
        config.refuse_own_parts()?;
        Self::new(config, Random::blank()).build()
    }

    /// The network between images `[B, D]` and the posterior's heads.
    pub fn encoder(mut self, network: impl Network + 'static) -> Self {
        self.encoder = Some(Box::new(network));
        self
    }

    /// The network between codes `[B, J]` and the numbers of the likelihood.
    pub fn decoder(mut self, network: impl Network + 'static) -> Self {
        self.decoder = Some(Box::new(network));
        self
    }

    /// p(x|z).
    pub fn likelihood(mut self, model: impl ObservationModel + 'static) -> Self {
        self.likelihood = Some(Box::new(model));
        self
    }

    /// q(z|x).
    pub fn posterior(mut self, model: impl PosteriorModel + 'static) -> Self {
        self.posterior = Some(Box::new(model));
        self
    }

    /// The model.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where a size makes no sense, or a decoder of one's
    /// own makes another number of outputs than the likelihood asks for.
    pub fn build(self) -> Result<Vae> {
        let mut config = self.config;
        config.validate()?;
        config.own_parts = [
            (Part::Encoder, self.encoder.is_some()),
            (Part::Decoder, self.decoder.is_some()),
            (Part::Likelihood, self.likelihood.is_some()),
            (Part::Posterior, self.posterior.is_some()),
        ]
        .into_iter()
        .filter_map(|(part, is_own)| is_own.then_some(part))
        .collect();

        let mut random = self.random;
        let (image, latent, init) = (config.image, config.latent, config.initialisation);
        let posterior = self.posterior.unwrap_or_else(|| config.posterior.model());
        let network = match self.encoder {
            Some(network) => network,
            None => config.architecture.encoder(image, init, &mut random)?,
        };
        let encoder = Encoder::new(network, posterior, latent, init, &mut random)?;
        let likelihood = match self.likelihood {
            Some(likelihood) => likelihood,
            None => config.likelihood.model(image.pixels())?,
        };
        let network = match self.decoder {
            Some(network) => network,
            None => {
                let outputs = (image, likelihood.outputs());
                config.architecture.decoder(latent, outputs, init, &mut random)?
            }
        };
        let decoder = Decoder::new(network, likelihood, image.pixels(), init, &mut random)?;
        Ok(Vae::of(config, encoder, decoder))
    }
}
