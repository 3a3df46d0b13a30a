//! Every number of the thesis, measured again and set beside its own.
//!
//! [`experiments`] holds what the thesis trained and reported. A reproduction is a list of
//! [`Task`]s in a [`Workplace`]; `vae reproduce` runs them all, and [`Results::collect`] gathers
//! what they wrote. What this project measured is kept with it: [`Results::published`].
//!
//! ```
//! use vae_thesis::reproduction::Experiment;
//!
//! let experiment = Experiment::named("mnist-z10").unwrap();
//! assert_eq!(experiment.thesis.last(), Some(&(50, 97.528469)));
//! ```

mod claims;
mod classify;
mod compare;
mod experiment;
mod lookup;
mod made;
mod measure;
mod neighbours;
mod pixels;
mod results;
mod rows;
mod statistics;
mod tables;
mod task;
mod thesis;
mod training;
mod workplace;

pub use claims::{Claim, Verdict};
pub use classify::{Accuracies, Baseline, DRAWS, FEW};
pub use compare::Comparison;
pub use experiment::{Experiment, experiments};
pub use made::Made;
pub use measure::RunMeasurement;
pub use neighbours::{TimeNeighbours, WITHIN, neighbour_confusion, time_neighbours};
pub use pixels::PixelCost;
pub use results::{ClassifierResult, Results, TrainingResult};
pub use statistics::Sample;
pub use task::Task;
pub use workplace::Workplace;
