//! Every public function that takes input, and a call of it with every input.

mod model;
mod run;

use vae_testing::no_panics::Call;

/// All calls.
pub fn calls() -> Vec<Call> {
    [model::CALLS, run::CALLS].concat()
}

/// Functions that need no call of their own.
pub const EXCUSED: &[(&str, &str)] = &[
    ("Network::forward", "the trait's: every implementation is called"),
    ("ObservationModel::distribution", "as above, by Likelihood::model"),
    ("ObservationModel::log_prob_and_gradient", "as above, by Likelihood::model"),
    ("PosteriorModel::heads", "called by Vae::builder"),
    ("PosteriorModel::distribution", "called by Vae::posterior"),
    ("ObjectiveFunction::loss", "the trait's: every implementation is called"),
    ("ObjectiveFunction::bound", "as above"),
    ("PixelDistribution::log_prob", "as above, by Vae::decode"),
    ("PixelDistribution::log_prob_of_copies", "as above, by Vae::decode"),
    ("LatentDistribution::draw", "as above, by Vae::posterior"),
    ("bench::step", "called as Trainer's by the benchmarks alone"),
];
