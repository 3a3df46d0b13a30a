//! Whatever a reader's function or number is, it is graded: no grader panics. Functions and inputs
//! are found as for `vae-core`, by the same code.

#[path = "../../../../vae-core/base/tests/no_panics/harness.rs"]
mod harness;
#[allow(dead_code)]
#[path = "../../../../vae-core/base/tests/no_panics/inputs.rs"]
mod inputs;
#[path = "../../../../vae-core/base/tests/no_panics/public.rs"]
mod public;
mod reader;
mod table;

/// Input as much as numbers are.
const OWN: &[&str] = &["impl Fn", "dyn Fn", "Option<"];

#[test]
fn no_public_function_panics() {
    harness::none_panics(table::CALLS);
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    harness::all_are_called(table::CALLS, table::EXCUSED, OWN);
}
