//! Where images come from, carried along so that no figure or table hides it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::own::OwnImages;
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
    /// Fashion-MNIST, ten kinds of clothes, 28×28 (Xiao, Rasul, Vollgraf, 2017).
    FashionMnist,
    /// Kuzushiji-MNIST, ten cursive hiragana, 28×28 (Clanuwat and others, 2018).
    Kmnist,
    /// EMNIST's 26 letters, capital and small in one class, 28×28 (Cohen and others, 2017).
    EmnistLetters,
    /// EMNIST's digits, four times as many as MNIST's, 28×28 (Cohen and others, 2017).
    EmnistDigits,
    /// MNIST in black and white, drawn once for all (Larochelle and Murray, 2011), 28×28.
    BinarizedMnist,
    /// Digits drawn by this crate's code from a seed, 28×28.
    SyntheticDigits,
    /// Faces drawn by this crate's code from a seed, 28×20.
    SyntheticFaces,
    /// Images of the user's own files, with how they were prepared.
    Own(Box<OwnImages>),
    /// Images of the user's own that were made in memory, by the name they gave.
    Other(String),
    /// None: a model that has learnt nothing yet.
    Untrained,
}

impl Source {
    /// Whether the images were drawn by code instead of taken from the world.
    pub fn is_synthetic(&self) -> bool {
        matches!(self, Self::SyntheticDigits | Self::SyntheticFaces)
    }

    /// What the command line calls a published set.
    pub(super) fn slug(&self) -> &'static str {
        match self {
            Self::FashionMnist => "fashion-mnist",
            Self::Kmnist => "kmnist",
            Self::EmnistLetters => "emnist-letters",
            Self::EmnistDigits => "emnist-digits",
            Self::BinarizedMnist => "binarized-mnist",
            Self::FreyFaces => "frey",
            _ => "mnist",
        }
    }

    /// What a published set's classes are called, where they are no digits.
    fn class_names(&self) -> &'static [&'static str] {
        match self {
            Self::FashionMnist => &[
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot",
            ],
            Self::Kmnist => &["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
            Self::EmnistLetters => &[
                "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P",
                "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z",
            ],
            _ => &[],
        }
    }

    /// The synthetic stand-in for a real data set; itself for anything else.
    pub fn synthetic_counterpart(&self) -> Self {
        match self {
            Self::Mnist
            | Self::FashionMnist
            | Self::Kmnist
            | Self::EmnistLetters
            | Self::EmnistDigits
            | Self::BinarizedMnist => Self::SyntheticDigits,
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
            Self::FashionMnist => f.write_str("Fashion-MNIST"),
            Self::Kmnist => f.write_str("Kuzushiji-MNIST"),
            Self::EmnistLetters => f.write_str("EMNIST letters"),
            Self::EmnistDigits => f.write_str("EMNIST digits"),
            Self::BinarizedMnist => f.write_str("binarised MNIST"),
            Self::SyntheticDigits => f.write_str("synthetic digits"),
            Self::SyntheticFaces => f.write_str("synthetic faces"),
            Self::Own(images) => write!(f, "{images}"),
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
            "fashion-mnist" => Ok(Self::FashionMnist),
            "kmnist" => Ok(Self::Kmnist),
            "emnist-letters" => Ok(Self::EmnistLetters),
            "emnist-digits" => Ok(Self::EmnistDigits),
            "binarized-mnist" => Ok(Self::BinarizedMnist),
            "synthetic-digits" => Ok(Self::SyntheticDigits),
            "synthetic-faces" => Ok(Self::SyntheticFaces),
            other => Err(Error::config(
                "dataset",
                other,
                "choose mnist, frey, fashion-mnist, kmnist, emnist-letters, emnist-digits, \
                 binarized-mnist, synthetic-digits or synthetic-faces; images of your own are named \
                 by their path: vae train --data PATH",
            )),
        }
    }
}

/// Height and width of an image in pixels, and its channels; images travel as rows of
/// `channels × height × width` numbers, one channel after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageShape {
    /// Rows.
    pub height: i64,
    /// Columns.
    pub width: i64,
    /// 1 for grey, 3 for red, green and blue.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub channels: i64,
}

fn one() -> i64 {
    1
}

fn is_one(n: &i64) -> bool {
    *n == 1
}

impl ImageShape {
    /// MNIST's 28×28.
    pub const MNIST: Self = Self::grey(28, 28);
    /// Frey Faces' 28 rows of 20 pixels.
    pub const FREY: Self = Self::grey(28, 20);

    /// Of grey images.
    pub const fn grey(height: i64, width: i64) -> Self {
        Self { height, width, channels: 1 }
    }

    /// Of images in red, green and blue.
    pub const fn colour(height: i64, width: i64) -> Self {
        Self { height, width, channels: 3 }
    }

    /// The numbers of one image, D in the derivations: its pixels, times its channels.
    pub fn pixels(self) -> i64 {
        self.area().saturating_mul(self.channels)
    }

    /// The pixels of one channel.
    pub fn area(self) -> i64 {
        self.height.saturating_mul(self.width)
    }
}

/// `28×20`, rows by columns, and `28×20×3` in colour.
impl fmt::Display for ImageShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}", self.height, self.width)?;
        match self.channels {
            1 => Ok(()),
            channels => write!(f, "×{channels}"),
        }
    }
}

/// What knows the shape and the origin of the images it holds or makes.
pub trait Provenance {
    /// Height and width of one image.
    fn image_shape(&self) -> ImageShape;
    /// Where the images come from, or those a model was trained on.
    fn source(&self) -> &Source;
    /// What the class of a label is called; the label itself where it has no name.
    fn class_name(&self, label: i64) -> String {
        match self.source() {
            Source::Own(images) => images.class_name(label),
            other => match other.class_names().get(label as usize) {
                Some(name) => name.to_string(),
                None => label.to_string(),
            },
        }
    }
}
