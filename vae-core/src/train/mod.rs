//! Training: what is learnt ([`Objective`]), how it is descended (a gradient, [`Adam`]), and the
//! [`State`] of a run as plain data. The loop over epochs is [`Trainer`](crate::Trainer)'s.

mod adam;
mod config;
mod epoch;
pub(crate) mod gradient;
mod history;
mod objective;
mod precision;
mod state;
mod step;
mod terms;

pub use adam::{Adam, AdamConfig};
pub use config::TrainConfig;
pub use epoch::EpochProgress;
pub use history::{EpochRecord, History};
pub use objective::{Bound, ElboConfig, IwaeConfig, Loss, Objective, ObjectiveFunction};
pub use precision::Precision;
pub use state::State;
pub(crate) use step::{Outcome, step};
pub use terms::Terms;
