//! p(x|z): how the decoder's numbers become a distribution of pixels.
//!
//! A likelihood is one file here and one line in [`families!`](self): its own
//! [`ObservationModel`] and [`PixelDistribution`].

mod bernoulli;
mod continuous_bernoulli;
mod discretized_logistic;
mod gaussian;
mod observation;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use vae_base::{Error, Result};

pub use bernoulli::Bernoulli;
pub use continuous_bernoulli::ContinuousBernoulli;
pub use discretized_logistic::DiscretizedLogistic;
pub use gaussian::GaussianPixels;
pub use observation::{ObservationModel, OutputGradient, PixelDistribution, Pullback};

/// Makes [`Likelihood`] from lines of: documentation, variant with its settings and their
/// defaults, its name in files and on the command line, and its model for images of D pixels.
macro_rules! families {
    ($(
        $(#[$doc:meta])+
        $variant:ident $({ $($(#[$of:meta])+ $field:ident: $type:ty = $default:expr),+ })? = $name:literal
        => |$pixels:pat_param| $model:expr;
    )+) => {
        /// The families of p(x|z) that the crate has.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub enum Likelihood {
            $($(#[$doc])+ #[serde(rename = $name)] $variant $({ $($(#[$of])+ $field: $type),+ })?,)+
        }

        impl Likelihood {
            /// All of them, with the settings that they have where none are given.
            pub const ALL: &[Self] = &[$(Self::$variant $({ $($field: $default),+ })?,)+];

            /// The model of images with `pixels` pixels.
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind) for a setting that makes no sense.
            pub fn model(self, pixels: i64) -> Result<Box<dyn ObservationModel>> {
                Ok(match self {
                    $(Self::$variant $({ $($field),+ })? => {
                        let $pixels = pixels;
                        Box::new($model)
                    })+
                })
            }
        }

        /// The name that files and the command line have for it.
        impl fmt::Display for Likelihood {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant $({ $($field: _),+ })? => $name,)+ })
            }
        }
    };
}

families! {
    /// Black or white pixels; the thesis's, also for grey ones (section 4.1.2).
    #[default]
    Bernoulli = "bernoulli" => |_| bernoulli::Model;
    /// Grey pixels in [0, 1], with the normalising constant that a Bernoulli lacks on them.
    ContinuousBernoulli = "continuous-bernoulli" => |_| continuous_bernoulli::Model;
    /// Real pixels of one fixed standard deviation: squared error in units of it.
    Gaussian {
        /// σ, in units of a pixel's range.
        sigma: f64 = 0.1
    } = "gaussian" => |_| gaussian::Model::fixed(sigma)?;
    /// Real pixels of one learned standard deviation.
    GaussianLearned = "gaussian-learned" => |_| gaussian::Model::learned()?;
    /// Real pixels; the decoder tells each one's standard deviation, within bounds.
    GaussianPerPixel = "gaussian-per-pixel" => |_| gaussian::Model::per_pixel();
    /// Pixels of 256 grey levels, with a learned scale for each.
    DiscretizedLogistic = "discretized-logistic" => |d| discretized_logistic::Model::new(d)?;
}

impl Likelihood {
    pub(super) fn validate(self) -> Result<()> {
        self.model(1).map(drop)
    }
}

impl FromStr for Likelihood {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|known| known.to_string() == name);
        known.copied().ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(ToString::to_string).collect();
            Error::config("likelihood", name, format!("choose {}", names.join(", ")))
        })
    }
}
