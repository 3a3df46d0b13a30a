//! Drawings of the model itself: what is computed from what, and where a gradient goes.
//!
//! Each is a [`Figure`](crate::figure::Figure) with its caption and alternative text.

mod classifier;
mod gradient;
mod network;
mod perceptron;
mod plate;
mod sketch;

pub use classifier::{annex_f, annex_g};
pub use gradient::{loss_graph, two_samples};
pub use network::architecture;
pub use perceptron::perceptron;
pub use plate::graphical_model;
