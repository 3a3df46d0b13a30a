//! Figures and widgets of the notebooks.
//!
//! | what | where |
//! |---|---|
//! | figures that show themselves in a notebook | [`figure`] |
//! | densities fitted to codes | [`density`] |
//! | drawings of the model itself | [`diagram`] |
//! | outputs that redraw themselves while a cell runs | [`live`] |
//! | interactive, self-contained HTML widgets, which need no kernel | [`widget`] |
//!
//! What they draw comes from [`vae_core`].

#![deny(missing_docs)]

pub mod density;
pub mod diagram;
pub mod figure;
pub mod live;
mod quick;
pub mod widget;

pub use quick::quick;
