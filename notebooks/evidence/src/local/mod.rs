//! The best q of one image: found by climbing, image by image, with no encoder between them.

mod bound;
mod coupling;
mod fit;
mod posterior;

pub use bound::{Bounds, bounds};
pub use coupling::Coupling;
pub use fit::{LocalFit, fit};
pub use posterior::LocalPosterior;
