//! Which networks encoder and decoder are.

use std::fmt;

use serde::{Deserialize, Serialize};
use vae_base::dataset::ImageShape;
use vae_base::{Error, Random, Result};

use super::layers::{Activation, ConvDecoder, ConvEncoder, Initialisation, Mlp, Network};

/// The networks of encoder and decoder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Architecture {
    /// Fully connected layers.
    Mlp {
        /// Units of the encoder's hidden layers, from the image on.
        encoder: Vec<i64>,
        /// Units of the decoder's hidden layers, from the code on.
        decoder: Vec<i64>,
        /// The activation of all of them.
        activation: Activation,
    },
    /// Strided convolutions, and transposed ones on the way back.
    Conv {
        /// Channels of the encoder's layers, from the image on; the decoder mirrors them.
        channels: Vec<i64>,
        /// The activation of all but the last.
        activation: Activation,
    },
}

/// The thesis's two hidden layers of 500 rectified units on each side.
impl Default for Architecture {
    fn default() -> Self {
        Self::mlp([500, 500])
    }
}

impl Architecture {
    /// A perceptron of rectified units: the encoder with these hidden layers, the decoder with
    /// the same ones in reverse.
    ///
    /// ```
    /// use vae_core::{VaeConfig, model::{Activation, Architecture}};
    ///
    /// let architecture = Architecture::mlp([500, 300]).with_activation(Activation::Tanh);
    /// let config = VaeConfig { architecture, ..VaeConfig::default() };
    /// assert_eq!(config.to_string(), "784-500-300-2-300-500-784, tanh");
    /// ```
    pub fn mlp(widths: impl Into<Vec<i64>>) -> Self {
        let encoder = widths.into();
        let decoder = encoder.iter().rev().copied().collect();
        let activation = Activation::Relu;
        Self::Mlp { encoder, decoder, activation }
    }

    /// A convolutional pair of rectified units.
    pub fn conv(channels: impl Into<Vec<i64>>) -> Self {
        Self::Conv { channels: channels.into(), activation: Activation::Relu }
    }

    /// The same layers with another activation.
    pub fn with_activation(mut self, chosen: Activation) -> Self {
        let (Self::Mlp { activation, .. } | Self::Conv { activation, .. }) = &mut self;
        *activation = chosen;
        self
    }

    /// The activation of the hidden layers.
    pub fn activation(&self) -> Activation {
        let (Self::Mlp { activation, .. } | Self::Conv { activation, .. }) = self;
        *activation
    }

    pub(super) fn validate(&self, image: ImageShape, largest: i64) -> Result<()> {
        let sizes: Vec<(&str, i64)> = match self {
            Self::Mlp { encoder, decoder, .. } => {
                let named = |name| move |&width: &i64| (name, width);
                let encoder = encoder.iter().map(named("hidden"));
                encoder.chain(decoder.iter().map(named("hidden"))).collect()
            }
            Self::Conv { channels, .. } => {
                // What a layer answers with is the image halved, as many times as it has channels.
                let area = image.pixels().max(1) / 4;
                channels.iter().map(|&n| ("channels", n.saturating_mul(area.max(1)))).collect()
            }
        };
        if sizes.len() > 64 {
            return Err(Error::config("hidden layers", sizes.len(), "choose at most 32 a side"));
        }
        if let Self::Conv { channels, .. } = self
            && (channels.is_empty() || channels.iter().any(|&n| n < 1))
        {
            let given = format!("{channels:?}");
            return Err(Error::config("channels", given, "choose positive numbers, one a layer"));
        }
        let limit = match self {
            Self::Mlp { .. } => largest,
            Self::Conv { .. } => largest * 64,
        };
        match sizes.iter().find(|(_, n)| !(1..=limit).contains(n)) {
            Some((field, n)) => {
                let remedy = format!("choose a number from 1 to {limit}");
                Err(Error::config(field, n, remedy))
            }
            None => Ok(()),
        }
    }

    pub(super) fn encoder(
        &self,
        image: ImageShape,
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Box<dyn Network>> {
        Ok(match self {
            Self::Mlp { encoder, activation, .. } => {
                Box::new(Mlp::new(image.pixels(), encoder, *activation, init, random)?)
            }
            Self::Conv { channels, activation } => {
                Box::new(ConvEncoder::new(image, channels, *activation, init, random)?)
            }
        })
    }

    /// For codes of `latent` numbers, and `outputs` numbers a pixel.
    pub(super) fn decoder(
        &self,
        latent: i64,
        (image, outputs): (ImageShape, i64),
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Box<dyn Network>> {
        Ok(match self {
            Self::Mlp { decoder, activation, .. } => {
                Box::new(Mlp::new(latent, decoder, *activation, init, random)?)
            }
            Self::Conv { channels, activation: f } => {
                Box::new(ConvDecoder::new(latent, image, channels, outputs, *f, init, random)?)
            }
        })
    }

    /// The layers between image and code, and between code and image.
    pub(super) fn layers(&self) -> (String, String) {
        let joined = |widths: &[i64]| {
            let widths: Vec<String> = widths.iter().map(|n| format!("{n}-")).collect();
            widths.concat()
        };
        match self {
            Self::Mlp { encoder, decoder, .. } => (joined(encoder), joined(decoder)),
            Self::Conv { channels, .. } => {
                let back: Vec<i64> = channels.iter().rev().copied().collect();
                let conv = |widths: &[i64]| joined(widths).replace('-', "c-");
                (conv(channels), conv(&back))
            }
        }
    }
}

/// What differs from rectified units, to stand after the layers.
impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.activation() {
            Activation::Relu => Ok(()),
            other => write!(f, ", {other}"),
        }
    }
}
