//! Wrong input is answered by an error: no public function of this crate panics, hangs or brings the
//! process down. Functions and inputs are found as for `vae-core`, by the same code.

#[path = "../../../../vae-core/base/tests/no_panics/harness.rs"]
mod harness;
#[allow(dead_code)]
#[path = "../../../../vae-core/base/tests/no_panics/inputs.rs"]
mod inputs;
#[path = "../../../../vae-core/tests/no_panics/models.rs"]
mod models;
#[path = "../../../../vae-core/base/tests/no_panics/public.rs"]
mod public;
mod table;

/// Input as much as numbers are.
const OWN: &[&str] =
    &["&Vae", "Dataset", "Experiment", "OutputDir", "RunInfo", "Source", "Into<String>"];

#[test]
fn no_public_function_panics() {
    harness::none_panics(&table::calls());
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    harness::all_are_called(&table::calls(), table::EXCUSED, OWN);
}
