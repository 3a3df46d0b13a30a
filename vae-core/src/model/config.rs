//! The shape of a model.

use std::fmt;

use serde::{Deserialize, Serialize};
use vae_base::dataset::ImageShape;
use vae_base::{Error, Result};

use super::architecture::Architecture;
use super::layers::Initialisation;
use super::likelihood::Likelihood;
use super::names::is_default;
use super::posterior::Posterior;

/// The shape of a model; the default is the thesis's for MNIST with two latent dimensions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct VaeConfig {
    /// Height and width of an image, pixels, and its channels.
    pub image: ImageShape,
    /// Latent dimensions, J.
    pub latent: i64,
    /// The networks.
    #[serde(skip_serializing_if = "is_default")]
    pub architecture: Architecture,
    /// Where their training begins.
    #[serde(skip_serializing_if = "is_default")]
    pub initialisation: Initialisation,
    /// The family of p(x|z).
    #[serde(skip_serializing_if = "is_default")]
    pub likelihood: Likelihood,
    /// The family of q(z|x).
    #[serde(skip_serializing_if = "is_default")]
    pub posterior: Posterior,
    /// The parts that are one's own instead, and have to be made by whoever loads the model.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_parts: Vec<Part>,
}

/// A part of a model that may be one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The encoder's network.
    Encoder,
    /// The decoder's network.
    Decoder,
    /// p(x|z).
    Likelihood,
    /// q(z|x).
    Posterior,
}

impl Default for VaeConfig {
    fn default() -> Self {
        Self {
            image: ImageShape::MNIST,
            latent: 2,
            architecture: Architecture::default(),
            initialisation: Initialisation::default(),
            likelihood: Likelihood::default(),
            posterior: Posterior::default(),
            own_parts: Vec::new(),
        }
    }
}

impl VaeConfig {
    /// The largest size that any one layer may have: enough for every experiment, and small
    /// enough that a mistyped number is refused before memory is asked for.
    const LARGEST: i64 = 16_384;

    /// Checks that every size makes sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        let sizes = [
            ("image.height", self.image.height),
            ("image.width", self.image.width),
            ("latent", self.latent),
        ];
        for (field, size) in sizes {
            check_size(field, size)?;
        }
        check_size("image.height × image.width", self.image.area())?;
        if !matches!(self.image.channels, 1 | 3) {
            let remedy = "choose 1 (grey) or 3 (red, green and blue)";
            return Err(Error::config("image.channels", self.image.channels, remedy));
        }
        self.architecture.validate(self.image, Self::LARGEST)?;
        self.likelihood.validate()?;
        self.posterior.validate(self.latent)
    }

    /// Refuses parts that the crate cannot make by itself.
    pub(super) fn refuse_own_parts(&self) -> Result<()> {
        let Some(part) = self.own_parts.first() else {
            return Ok(());
        };
        let remedy =
            "it is one's own: make the model by Vae::builder, then load its weights into it";
        Err(Error::config("a part of the model", format!("{part:?}").to_lowercase(), remedy))
    }
}

fn check_size(field: &'static str, size: i64) -> Result<()> {
    if (1..=VaeConfig::LARGEST).contains(&size) {
        return Ok(());
    }
    let remedy = format!("choose a number from 1 to {}", VaeConfig::LARGEST);
    Err(Error::config(field, size, remedy))
}

/// `784-500-500-2-500-500-784`, and what differs from the thesis's model.
impl fmt::Display for VaeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pixels, latent) = (self.image.pixels(), self.latent);
        let (down, up) = self.architecture.layers();
        write!(f, "{pixels}-{down}{latent}-{up}{pixels}{}", self.architecture)?;
        if !is_default(&self.likelihood) {
            write!(f, ", {}", self.likelihood)?;
        }
        if !is_default(&self.posterior) {
            write!(f, ", {}", self.posterior)?;
        }
        Ok(())
    }
}

/// A configuration as any version wrote it: the first knew only equal widths, as `hidden: 500`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    image: ImageShape,
    latent: i64,
    hidden: Option<i64>,
    architecture: Option<Architecture>,
    #[serde(default)]
    initialisation: Initialisation,
    #[serde(default)]
    likelihood: Likelihood,
    #[serde(default)]
    posterior: Posterior,
    #[serde(default)]
    own_parts: Vec<Part>,
}

impl TryFrom<Written> for VaeConfig {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let architecture = match (written.hidden, written.architecture) {
            (Some(_), Some(_)) => return Err("it has both `hidden` and `architecture`".into()),
            (Some(width), None) => Architecture::mlp([width, width]),
            (None, architecture) => architecture.unwrap_or_default(),
        };
        Ok(Self {
            image: written.image,
            latent: written.latent,
            architecture,
            initialisation: written.initialisation,
            likelihood: written.likelihood,
            posterior: written.posterior,
            own_parts: written.own_parts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Activation;

    #[test]
    fn what_the_first_version_wrote_is_read() {
        let text = r#"{"image": {"height": 28, "width": 20}, "hidden": 200, "latent": 5}"#;
        let config: VaeConfig = serde_json::from_str(text).unwrap();
        assert_eq!(config.architecture, Architecture::mlp([200, 200]));
        let both = text.replace('}', r#", "architecture": {"conv": {"channels": [1]}}}"#);
        assert!(serde_json::from_str::<VaeConfig>(&both).is_err());
    }

    #[test]
    fn every_configuration_comes_back_from_its_json() {
        for architecture in [
            Architecture::default(),
            Architecture::mlp([]),
            Architecture::mlp([3, 4, 5]).with_activation(Activation::Gelu),
            Architecture::conv([8, 16]),
        ] {
            let config = VaeConfig {
                architecture,
                initialisation: Initialisation::Xavier,
                own_parts: vec![Part::Decoder],
                ..VaeConfig::default()
            };
            let text = serde_json::to_string(&config).unwrap();
            assert_eq!(serde_json::from_str::<VaeConfig>(&text).unwrap(), config);
        }
    }
}
