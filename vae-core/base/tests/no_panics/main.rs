//! Wrong input is answered by an error: no public function panics, hangs or brings the process
//! down, whatever tensor, size, number or path it is given. Which functions there are is read from
//! the sources, so that a new one cannot be forgotten.

mod harness;
mod inputs;
mod public;
mod table;

#[test]
fn no_public_function_panics() {
    harness::none_panics(table::CALLS);
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    harness::all_are_called(table::CALLS, table::EXCUSED, &[]);
}
