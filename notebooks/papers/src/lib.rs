//! Results of the papers that the thesis stands on, measured again by their own protocols.
//!
//! A [`Paper`] is a table whose rows are [`Job`]s: each trains and measures one row with one seed
//! in a folder of its own, goes on where it stopped, and can run on any machine.
//! [`Protocol::report`] joins what is there, from one folder or from several, and sets it beside
//! the paper's numbers.
//!
//! | paper | what |
//! |---|---|
//! | [`burda`] | Burda, Grosse & Salakhutdinov (2016), table 1: importance-weighted autoencoders |
//! | [`cremer2018`] | Cremer, Li & Duvenaud (2018): how much of the bound's gap is the encoder's |
//! | [`kingma2013`] | Kingma & Welling (2013), figure 2: the bound as images are seen |
//! | [`kingma2014`] | Kingma, Rezende, Mohamed & Welling (2014), table 1: few labels |
//! | [`rezende2015`] | Rezende & Mohamed (2015), table 2: planar flows |

#![deny(missing_docs)]

pub mod burda;
mod claim;
pub mod cremer2018;
mod images;
mod job;
pub mod kingma2013;
pub mod kingma2014;
mod line;
mod mean;
mod paper;
mod place;
mod published;
mod report;
pub mod rezende2015;
mod training;

pub use claim::Claim;
pub use job::Job;
pub use line::{Line, Measured, collect};
pub use paper::{Observer, Paper, Protocol};
pub use place::Place;
pub use report::Report;
