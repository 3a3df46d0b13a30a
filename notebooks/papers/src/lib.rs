//! Results of the papers that the thesis stands on, measured again by their own protocols.
//!
//! A table is cut into [`Job`]s: each trains and measures one row of it with one seed in a folder
//! of its own, goes on where it stopped, and can run on any machine. [`Table::collect`] joins what
//! is there, from one folder or from several.
//!
//! | paper | what |
//! |---|---|
//! | [`burda`] | Burda, Grosse & Salakhutdinov (2016), table 1: importance-weighted autoencoders |

#![deny(missing_docs)]

pub mod burda;
mod job;
mod place;
mod table;

pub use job::{Job, Paper};
pub use place::Place;
pub use table::{Line, Table};
