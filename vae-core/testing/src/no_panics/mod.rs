//! Calls functions with every kind of input, and says which of them do not answer.

pub mod inputs;
mod public;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// The name of a function, and a call of it with every input.
pub type Call = (&'static str, fn());

/// No call works for longer: all inputs are small or refused.
const LONGEST: Duration = Duration::from_secs(60);

thread_local! {
    static FAILURES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Calls a function that answers with a result: it must not panic, and an error must say something.
pub fn answers<T, E: Display>(input: &str, call: impl FnOnce() -> Result<T, E>) {
    returns(input, || {
        if let Err(error) = call() {
            assert!(error.to_string().len() > 10, "an error without words: {error}");
        }
    });
}

/// Calls a function that cannot fail: it must not panic.
pub fn returns<T>(input: &str, call: impl FnOnce() -> T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(call()))) {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        let said = said.unwrap_or_default();
        let first = said.lines().next().unwrap_or_default();
        FAILURES.with_borrow_mut(|all| all.push(format!("{input}: {first}")));
    }
}

/// Makes all calls; none panics, hangs or ends the process.
pub fn none_panics(calls: &[Call]) {
    std::panic::set_hook(Box::new(|_| {}));
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut failures = Vec::new();
    for &(name, call) in calls.iter().filter(|(name, _)| name.contains(&only)) {
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

/// Every public function of the crate in a folder (`env!("CARGO_MANIFEST_DIR")`) that takes input is
/// called, or named with its reason; `more` are types of the crate's own that are input.
pub fn all_are_called(krate: &str, calls: &[Call], excused: &[(&str, &str)], more: &[&str]) {
    let functions = public::functions(&Path::new(krate).join("src"), more);
    let called: BTreeSet<&str> = calls.iter().map(|call| call.0).collect();
    let excused: BTreeSet<&str> = excused.iter().map(|excuse| excuse.0).collect();
    let known = |name: &str| called.contains(name) || excused.contains(name);
    let forgotten: Vec<_> =
        functions.iter().filter(|f| f.takes_input && !known(&f.name)).map(|f| &f.name).collect();
    assert!(forgotten.is_empty(), "not in the table of calls: {forgotten:#?}");

    let exists = |name: &str| functions.iter().any(|f| f.name == name);
    let gone: Vec<_> = called.union(&excused).filter(|name| !exists(name)).collect();
    assert!(gone.is_empty(), "in the table, but not in the sources: {gone:?}");
}
