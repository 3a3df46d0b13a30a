//! Figures and tables that show themselves in a notebook.
//!
//! Each function answers one question, said in the figure's title; axes carry units, and the
//! origin of the data stands in the picture, in the alternative text and in the caption.

mod axes;
mod canvas;
mod card;
mod elements;
mod loss;
pub mod palette;
mod plot;
mod raster;
mod text;
mod write;

pub use canvas::Canvas;
pub use card::{Area, Drawn, Figure, Figures};
pub use loss::{loss_curve, loss_curves, loss_terms};
pub use palette::Colour;
pub use plot::{Plot, Series, curves};
