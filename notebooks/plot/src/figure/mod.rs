//! Figures and tables that show themselves in a notebook.
//!
//! Each function answers one question, said in the figure's title; axes carry units, and the
//! origin of the data stands in the picture, in the alternative text and in the caption.
//!
//! ```
//! use vae_plot::figure::{Plot, Series};
//!
//! let figure = Plot::new("What does tanh do to its input?", "input", "output")
//!     .with(Series::function("tanh", -4.0, 4.0, f64::tanh))
//!     .with(Series::function("its derivative", -4.0, 4.0, |x| 1.0 - x.tanh().powi(2)).dashed())
//!     .figure()?;
//! assert!(figure.html().starts_with("<figure><img alt=\"What does tanh do to its input?"));
//! # Ok::<(), vae_core::Error>(())
//! ```

mod axes;
mod bars;
mod canvas;
mod card;
mod colouring;
mod curve;
mod dots;
mod elements;
mod geometry;
mod grid;
mod header;
mod heat;
mod images;
mod loss;
mod manifold;
pub mod palette;
mod plot;
mod png_sheet;
mod raster;
mod regions;
mod scatter;
mod scatter_3d;
mod series;
mod synthetic_label;
#[cfg(test)]
mod tests;
mod text;
mod thumbnails;

pub use bars::{bars, histogram};
pub use canvas::Canvas;
pub use card::{Area, Drawn, Figure, Figures};
pub use grid::{Grid, latent_grid};
pub use images::{decoded_rows, image_grid, image_rows, learning_strip};
pub use loss::{loss_curve, loss_curves, loss_terms};
pub use manifold::manifold;
pub use palette::Colour;
pub use plot::{Plot, curves};
/// For [`Figure::draw`], whose closure draws with plotters.
pub use plotters;
pub use png_sheet::{save_png_grid, save_png_sheet};
pub use regions::class_regions;
pub use scatter::latent_scatter;
pub(crate) use scatter_3d::latent_scatter_of_dimensions;
pub use scatter_3d::{latent_scatter_3d, lifted_scatter};
pub use series::Series;
pub use thumbnails::thumbnails;
pub use vae_core::display::{Table, history_table};
