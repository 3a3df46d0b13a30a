//! Whatever a reader's function or number is, it is graded: no grader panics. Functions and inputs
//! are found as for `vae-core`, by the same code.

mod reader;
mod table;

use vae_testing::no_panics;

/// Input as much as numbers are.
const OWN: &[&str] = &["impl Fn", "dyn Fn", "Option<"];

#[test]
fn no_public_function_panics() {
    no_panics::none_panics(table::CALLS);
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    no_panics::all_are_called(env!("CARGO_MANIFEST_DIR"), table::CALLS, table::EXCUSED, OWN);
}
