//! Where images come from, carried along so that no figure or table hides it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The origin of a set of images.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// MNIST handwritten digits, 28×28 (LeCun, Cortes, Burges).
    Mnist,
    /// Frey Faces, 28×20 (Brendan Frey; Sam Roweis's page).
    #[serde(rename = "frey")]
    FreyFaces,
    /// Digits drawn by this crate's code from a seed, 28×28.
    SyntheticDigits,
    /// Faces drawn by this crate's code from a seed, 28×20.
    SyntheticFaces,
    /// Images of the user's own, by the name they gave.
    Other(String),
    /// None: a model that has learnt nothing yet.
    Untrained,
}

impl Source {
    /// Whether the images were drawn by code instead of taken from the world.
    pub fn is_synthetic(&self) -> bool {
        matches!(self, Self::SyntheticDigits | Self::SyntheticFaces)
    }

    /// The synthetic stand-in for a real data set; itself for anything else.
    pub fn synthetic_counterpart(&self) -> Self {
        match self {
            Self::Mnist => Self::SyntheticDigits,
            Self::FreyFaces => Self::SyntheticFaces,
            other => other.clone(),
        }
    }
}

/// The name that figures and tables show.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mnist => f.write_str("MNIST"),
            Self::FreyFaces => f.write_str("Frey Faces"),
            Self::SyntheticDigits => f.write_str("synthetic digits"),
            Self::SyntheticFaces => f.write_str("synthetic faces"),
            Self::Other(name) => f.write_str(name),
            Self::Untrained => f.write_str("an untrained model"),
        }
    }
}

/// The name that the command line takes.
impl FromStr for Source {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "mnist" => Ok(Self::Mnist),
            "frey" => Ok(Self::FreyFaces),
            "synthetic-digits" => Ok(Self::SyntheticDigits),
            "synthetic-faces" => Ok(Self::SyntheticFaces),
            other => Err(Error::config(
                "dataset",
                other,
                "choose mnist, frey, synthetic-digits or synthetic-faces",
            )),
        }
    }
}

/// Height and width of an image in pixels; images travel as rows of `height × width` pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageShape {
    /// Rows.
    pub height: i64,
    /// Columns.
    pub width: i64,
}

impl ImageShape {
    /// MNIST's 28×28.
    pub const MNIST: Self = Self { height: 28, width: 28 };
    /// Frey Faces' 28 rows of 20 pixels.
    pub const FREY: Self = Self { height: 28, width: 20 };

    /// The number of pixels, D in the derivations.
    pub fn pixels(self) -> i64 {
        self.height.saturating_mul(self.width)
    }
}

/// `28×20`: rows by columns.
impl fmt::Display for ImageShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}", self.height, self.width)
    }
}

/// What knows the shape and the origin of the images it holds or makes.
pub trait Provenance {
    /// Height and width of one image.
    fn image_shape(&self) -> ImageShape;
    /// Where the images come from, or those a model was trained on.
    fn source(&self) -> &Source;
}
