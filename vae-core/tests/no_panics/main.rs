//! Wrong input is answered by an error: no public function panics, hangs or brings the process
//! down, whatever tensor, size, number or path it is given. Which functions there are is read from
//! the sources, so that a new one cannot be forgotten.

mod inputs;
mod public;
mod table;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use vae_core::Result;

/// No call works for longer: all inputs are small or refused.
const LONGEST: Duration = Duration::from_secs(60);

thread_local! {
    static FAILURES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Calls a function that answers with a result: it must not panic, and an error must say something.
fn answers<T>(input: &str, call: impl FnOnce() -> Result<T>) {
    returns(input, || {
        if let Err(error) = call() {
            assert!(error.to_string().len() > 10, "an error without words: {error}");
        }
    });
}

/// Calls a function that cannot fail: it must not panic.
fn returns<T>(input: &str, call: impl FnOnce() -> T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(call()))) {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        let said = said.unwrap_or_default();
        let first = said.lines().next().unwrap_or_default();
        FAILURES.with_borrow_mut(|all| all.push(format!("{input}: {first}")));
    }
}

#[test]
fn no_public_function_panics() {
    std::panic::set_hook(Box::new(|_| {}));
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut failures = Vec::new();
    for (name, call) in table::calls().filter(|(name, _)| name.contains(&only)) {
        eprintln!("{name}"); // the last one, where the process goes down
        let (done, outcome) = channel();
        thread::spawn(move || {
            returns("making the inputs", call);
            let _ = done.send(FAILURES.take());
        });
        match outcome.recv_timeout(LONGEST) {
            Ok(found) => failures.extend(found.into_iter().map(|f| format!("{name}, {f}"))),
            Err(_) => failures.push(format!("{name} does not end")),
        }
    }
    let _ = std::panic::take_hook();
    assert!(failures.is_empty(), "{} panics:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_public_function_that_takes_input_is_called() {
    let functions = public::functions();
    let called: BTreeSet<&str> = table::calls().map(|call| call.0).collect();
    let excused: BTreeSet<&str> = table::EXCUSED.iter().map(|excuse| excuse.0).collect();
    let known = |name: &str| called.contains(name) || excused.contains(name);
    let forgotten: Vec<_> =
        functions.iter().filter(|f| f.takes_input && !known(&f.name)).map(|f| &f.name).collect();
    assert!(forgotten.is_empty(), "not in the table of calls: {forgotten:#?}");

    let exists = |name: &str| functions.iter().any(|f| f.name == name);
    let gone: Vec<_> = called.union(&excused).filter(|name| !exists(name)).collect();
    assert!(gone.is_empty(), "in the table, but not in the sources: {gone:?}");
}
