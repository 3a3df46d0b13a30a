//! Every public function that takes input, and a call of it with every input.

mod figures;
mod models;
mod widgets;

use vae_testing::no_panics::Call;

/// All calls.
pub fn calls() -> Vec<Call> {
    [figures::CALLS, widgets::CALLS].concat()
}

/// Functions that need no call of their own.
pub const EXCUSED: &[(&str, &str)] = &[
    ("download::fetch", "it downloads; `vae_core::dataset::fetch` is served every kind of answer"),
    ("Page::save", "a widget's own page, which `LatentWalk::save` calls"),
];
