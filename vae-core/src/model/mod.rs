//! The model: q(z|x), p(x|z), and the bound that ties them to log p(x).
//!
//! A [`Vae`] is an [`Encoder`] and a [`Decoder`]. Each is a [`Network`] (a perceptron, a
//! convolutional one, one's own) with a distribution above it: a [`PosteriorModel`] over codes, an
//! [`ObservationModel`] over pixels. All parameters are met by one walk,
//! [`Vae::named_parameters`].

mod activity;
mod architecture;
mod builder;
pub(crate) mod check;
mod config;
mod decoder;
mod elbo;
mod encoder;
mod evaluation;
mod importance;
mod layers;
mod likelihood;
pub(crate) mod names;
pub(crate) mod parameters;
mod posterior;
mod vae;

pub use activity::{code_variances, is_active};
pub use architecture::Architecture;
pub use builder::VaeBuilder;
pub use config::{Part, VaeConfig};
pub use decoder::Decoder;
pub use elbo::Elbo;
pub use encoder::Encoder;
pub use evaluation::{Evaluation, batches, evaluate};
pub use importance::ImportanceSamples;
pub(crate) use layers::Hidden;
pub use layers::{Activation, ConvDecoder, ConvEncoder, Initialisation, Linear, Mlp, Network};
pub use likelihood::{
    Bernoulli, ContinuousBernoulli, DiscretizedLogistic, GaussianPixels, Likelihood,
    ObservationModel, OutputGradient, PixelDistribution, Pullback,
};
pub use parameters::{Named, below};
pub use posterior::{
    DiagonalGaussian, Draw, LatentDistribution, PlanarFlow, Posterior, PosteriorModel, log_prior,
};
pub use vae::Vae;
