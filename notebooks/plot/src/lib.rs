//! Figures and widgets of the notebooks.
//!
//! | what | where |
//! |---|---|
//! | figures that show themselves in a notebook | [`figure`] |
//! | densities fitted to codes | [`density`] |
//! | drawings of the model itself | [`diagram`] |
//! | outputs that redraw themselves while a cell runs | [`live`] |
//! | how much a notebook computes | [`effort`] |
//! | interactive, self-contained HTML widgets, which need no kernel | [`widget`] |
//!
//! What they draw comes from [`vae_core`].

#![deny(missing_docs)]

pub mod density;
pub mod diagram;
pub mod effort;
pub mod figure;
pub mod live;
pub mod widget;
