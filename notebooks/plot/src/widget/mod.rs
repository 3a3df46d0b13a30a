//! Pages to take in the hand: each widget is one piece of HTML that carries the network itself and
//! computes in the browser, with the kernel dead and the network unplugged.
//!
//! A notebook shows a widget when it is a cell's last expression; [`save`](LatentWalk::save)
//! writes it as a page of its own. Where scripts don't run (a notebook just opened and not
//! trusted, print, GitHub), a still picture of the same view stands in.
//!
//! ```
//! use vae_core::model::Architecture;
//! use vae_core::{Vae, VaeConfig, dataset::synthetic};
//! use vae_plot::widget;
//!
//! # fn main() -> vae_core::Result<()> {
//! let digits = synthetic::digits(50, 0)?;
//! let vae = Vae::new(VaeConfig { architecture: Architecture::mlp([20, 20]), ..VaeConfig::default() }, 0)?;
//! let walk = widget::latent_walk(&vae, &digits)?.start_at(&[0.5, -1.0])?;
//! assert!(walk.html().starts_with("<div class=\"vae-widget\""));
//! # Ok(())
//! # }
//! ```
//!
//! How a page is put together: a widget's Rust file gathers what the page carries and
//! draws the still picture; its JavaScript file, `js/NAME.js`, defines `start(data, page)`; the
//! shared files around it hold the network's arithmetic (`network.js`) and the drawing
//! (`canvas.js`, `plane.js`). What [`train_in_the_page`] computes with lies in `training/`.

mod draw_digit;
mod film_recorder;
mod importance_weights;
mod latent_space_3d;
mod latent_walk;
mod learning_film;
mod pack;
mod page;
mod parabola;
mod points;
mod style_walk;
mod the_bound;
mod train_in_the_page;
mod two_classifiers;
mod weights;

pub use draw_digit::{DrawDigit, draw_digit};
pub use film_recorder::FilmRecorder;
pub use importance_weights::{ImportanceWeights, importance_weights};
pub use latent_space_3d::{LatentSpace3d, latent_space_3d};
pub use latent_walk::{LatentWalk, latent_walk};
pub use learning_film::{LearningFilm, learning_film};
pub use style_walk::{StyleWalk, style_walk};
pub use the_bound::{TheBound, the_bound};
pub use train_in_the_page::{TrainInThePage, train_in_the_page};
pub use two_classifiers::{TwoClassifiers, two_classifiers};
