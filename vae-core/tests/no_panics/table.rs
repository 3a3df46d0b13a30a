//! Every public function that takes input, and a call of it with every input.

mod data;
mod model;
mod run;

use crate::harness::Call;

/// All calls.
pub fn calls() -> Vec<Call> {
    [data::CALLS, model::CALLS, run::CALLS].concat()
}

/// Functions that need no call of their own.
pub const EXCUSED: &[(&str, &str)] = &[
    ("fetch::fetch", "it downloads; its tests serve it every kind of answer"),
    ("ImageSet::batch", "the trait's: every implementation is called"),
    ("ImageSet::range", "as above"),
    ("Network::forward", "as above"),
    ("ObservationModel::distribution", "as above, by Likelihood::model"),
    ("ObservationModel::log_prob_and_gradient", "as above, by Likelihood::model"),
    ("PosteriorModel::heads", "called by Vae::builder"),
    ("PosteriorModel::distribution", "called by Vae::posterior"),
    ("ObjectiveFunction::loss", "the trait's: every implementation is called"),
    ("ObjectiveFunction::elbo_weight", "as above"),
    ("PixelDistribution::log_prob", "as above, by Vae::decode"),
    ("PixelDistribution::log_prob_of_copies", "as above, by Vae::decode"),
    ("LatentDistribution::draw", "as above, by Vae::posterior"),
    ("bench::skipped", "it notes a skipped test"),
    ("bench::step", "called as Trainer's by the benchmarks alone"),
    ("Backward::run", "called by the benchmarks alone"),
];
