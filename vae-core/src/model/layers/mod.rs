//! What networks are made of.

mod activation;
mod conv;
mod initialisation;
mod linear;
mod mlp;
mod network;

pub use activation::Activation;
pub(crate) use activation::Hidden;
pub use conv::{ConvDecoder, ConvEncoder};
pub use initialisation::Initialisation;
pub use linear::Linear;
pub use mlp::Mlp;
pub use network::Network;
