//! Where images come from, carried along so that no figure or table hides it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ImageShape;
use super::named::{NAMED, Named};
use super::own::OwnImages;
use super::sets::files;
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

    /// The synthetic stand-in for a real data set; itself for anything else.
    pub fn synthetic_counterpart(&self) -> Self {
        match self {
            Self::FreyFaces => Self::SyntheticFaces,
            other if files(other).is_empty() => other.clone(),
            _ => Self::SyntheticDigits,
        }
    }

    /// What is known of a set that has a name.
    pub(super) fn named(&self) -> Option<&'static Named> {
        NAMED.iter().find(|named| named.source == *self)
    }
}

/// The name that figures and tables show.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(images) => write!(f, "{images}"),
            Self::Other(name) => f.write_str(name),
            set => f.write_str(set.named().map_or("an untrained model", |named| named.title)),
        }
    }
}

/// The name that the command line takes.
impl FromStr for Source {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        if let Some(named) = NAMED.iter().find(|named| named.name == name) {
            return Ok(named.source.clone());
        }
        let names = NAMED.each_ref().map(|named| named.name).join(", ");
        let own = "images of your own are named by their path: vae train --data PATH";
        Err(Error::config("dataset", name, format!("choose one of {names}; {own}")))
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
            other => {
                let classes = other.named().map_or(&[][..], |named| named.classes);
                let name = classes.get(label as usize);
                name.map_or_else(|| label.to_string(), ToString::to_string)
            }
        }
    }
}
