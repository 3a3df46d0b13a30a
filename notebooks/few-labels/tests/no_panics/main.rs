//! Wrong input is answered by an error: no public function of this crate panics, hangs or brings the
//! process down. Functions and inputs are found as for `vae-core`, by the same code.

mod table;

use vae_testing::no_panics;

/// Input as much as numbers are.
const OWN: &[&str] = &["Codes", "Rows", "Labelled", "FewLabels", "M2Training"];

#[test]
fn no_public_function_panics() {
    no_panics::none_panics(table::CALLS);
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    no_panics::all_are_called(env!("CARGO_MANIFEST_DIR"), table::CALLS, &[], OWN);
}
