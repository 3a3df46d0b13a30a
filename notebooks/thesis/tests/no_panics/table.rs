//! Every public function that takes input, and a call of it with every input.

mod classifiers;
mod reproductions;

use vae_testing::no_panics::Call;

/// All calls.
pub fn calls() -> Vec<Call> {
    [classifiers::CALLS, reproductions::CALLS].concat()
}

/// Functions that need no call of their own.
pub const EXCUSED: &[(&str, &str)] =
    &[("Classifier::log_probabilities", "the trait's: every implementation is called")];
