//! Wrong input is answered by an error: no public function panics, hangs or brings the process
//! down, whatever tensor, size, number or path it is given. Which functions there are is read from
//! the sources, so that a new one cannot be forgotten.

mod table;

use vae_testing::no_panics;

#[test]
fn no_public_function_panics() {
    no_panics::none_panics(table::CALLS);
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    no_panics::all_are_called(env!("CARGO_MANIFEST_DIR"), table::CALLS, table::EXCUSED, &[]);
}
