//! Wrong input is answered by an error: no public function of this crate panics, hangs or brings the
//! process down. Functions and inputs are found as for `vae-base`, by the same code.

#[path = "../../base/tests/no_panics/harness.rs"]
mod harness;
#[path = "../../base/tests/no_panics/inputs.rs"]
mod inputs;
mod models;
#[path = "../../base/tests/no_panics/public.rs"]
mod public;
mod table;

#[test]
fn no_public_function_panics() {
    harness::none_panics(&table::calls());
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    harness::all_are_called(&table::calls(), table::EXCUSED, &[]);
}
