//! Outputs that redraw themselves while a cell runs.
//!
//! | what takes long | what shows it |
//! |---|---|
//! | a training | [`fit`], [`fit_with`] |
//! | an estimate of log p(x) | [`evidence`] |
//! | a download | [`fetch`](fn@fetch), with the feature `fetch` |
//! | a figure of one's own | [`show`] |
//! | work of one's own | [`Page`] |
//!
//! They need a kernel that can replace an output; elsewhere lines of text appear.

#[cfg(feature = "fetch")]
mod download;
mod evidence;
mod figure;
mod page;
mod training;

#[cfg(feature = "fetch")]
pub use download::fetch;
pub use evidence::evidence;
pub use figure::{LiveFigure, show};
pub use page::Page;
pub use training::{fit, fit_with};
