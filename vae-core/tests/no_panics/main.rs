//! Wrong input is answered by an error: no public function of this crate panics, hangs or brings the
//! process down. Functions and inputs are found as for `vae-base`, by the same code.

mod models;
mod table;

use vae_testing::no_panics;

#[test]
fn no_public_function_panics() {
    no_panics::none_panics(&table::calls());
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    no_panics::all_are_called(env!("CARGO_MANIFEST_DIR"), &table::calls(), table::EXCUSED, &[]);
}
