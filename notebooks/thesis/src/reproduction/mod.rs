//! Every number of the thesis, measured again and set beside its own.
//!
//! [`experiments`] holds what the thesis trained and reported. A reproduction is a list of
//! [`Task`]s in a [`OutputDir`]; `vae reproduce` runs them all, [`reproduce`] some of them in a
//! notebook, and [`Results::collect`] gathers what they wrote. What this project measured is kept with it: [`Results::published`].
//!
//! ```
//! use vae_thesis::reproduction::Experiment;
//!
//! let experiment = Experiment::named("mnist-z10").unwrap();
//! assert_eq!(experiment.thesis.last(), Some(&(50, 97.528469)));
//! ```

mod beside;
mod claims;
mod classify;
mod compare;
mod course;
mod experiment;
mod faces;
mod intervals;
mod label_curve;
mod live;
mod lookup;
mod measure;
mod merge;
mod model;
mod neighbours;
mod output_dir;
mod pixels;
mod results;
mod rows;
mod run_info;
mod statistics;
mod tables;
mod task;
mod thesis;
mod training;

pub use beside::{beside, printed};
pub use claims::{Claim, Verdict};
pub use classify::{Accuracies, Baseline, DRAWS, LABEL_COUNTS};
pub use compare::Comparison;
pub use course::Course;
pub use experiment::{Experiment, experiments};
pub use faces::fall_to_floor;
pub use intervals::Interval;
pub use label_curve::LabelCurve;
pub use live::reproduce;
pub use measure::RunMeasurement;
pub use model::Model;
pub use neighbours::{TimeNeighbours, WITHIN, neighbour_confusion, time_neighbours};
pub use output_dir::OutputDir;
pub use pixels::PixelCost;
pub use results::{ClassifierResult, Results, TrainingResult};
pub use run_info::RunInfo;
pub use statistics::Sample;
pub use task::Task;
