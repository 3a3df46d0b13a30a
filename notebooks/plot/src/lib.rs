//! Figures and widgets of the notebooks.
//!
//! | what | where |
//! |---|---|
//! | figures that show themselves in a notebook | [`figure`] |
//! | interactive, self-contained HTML widgets, which need no kernel | [`widget`] |
//!
//! What they draw comes from [`vae_core`].

#![deny(missing_docs)]

pub mod figure;
mod quick;
pub mod widget;

pub use quick::quick;
