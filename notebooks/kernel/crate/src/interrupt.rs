//! The reader's wish to stop.

use std::cell::Cell;
use std::fmt;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::mark;

/// The file by which the front tells the wish. Looking costs a system call of about a microsecond,
/// so between two looks lies at least this time.
const FLAG: &str = "interrupt";
const MICROSECONDS_BETWEEN_LOOKS: u64 = 10_000;

/// The reader pressed stop. What was done so far is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

/// An error once the reader has pressed stop, until the cell has ended.
///
/// Some tens of nanoseconds: a library calls this once a batch, a step or a draw, in a place where
/// its state is whole. It stays an error however often it is called, so that all loops end.
pub fn check() -> Result<(), Interrupted> {
    if interrupted() { Err(Interrupted) } else { Ok(()) }
}

/// Whether the reader has pressed stop during this cell.
pub fn interrupted() -> bool {
    match mark::folder() {
        Some(folder) if !IS_SHIELDED.get() => LOOK.is_due() && LOOK.at(folder),
        _ => false,
    }
}

/// Panics with the message "interrupted" once the reader has pressed stop: for functions that
/// cannot return an error. A panic leaves a cell's variables as they are.
pub fn unless_interrupted() {
    if interrupted() {
        panic!("{Interrupted}");
    }
}

thread_local! {
    static IS_SHIELDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` so that this thread never sees the wish: for what goes on in the background while
/// the reader stops a cell.
pub fn uninterruptible<T>(work: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            IS_SHIELDED.set(self.0);
        }
    }
    let _restore = Restore(IS_SHIELDED.replace(true));
    work()
}

static LOOK: Look = Look::new();

/// Remembers for a moment that the flag was not there; that it is there is never remembered,
/// because the front takes it away when the cell has ended.
struct Look {
    next: AtomicU64,
}

impl Look {
    const fn new() -> Self {
        Self { next: AtomicU64::new(0) }
    }

    fn is_due(&self) -> bool {
        microseconds() >= self.next.load(Ordering::Relaxed)
    }

    fn at(&self, folder: &Path) -> bool {
        let found = folder.join(FLAG).exists();
        if !found {
            let next = microseconds() + MICROSECONDS_BETWEEN_LOOKS;
            self.next.store(next, Ordering::Relaxed);
        }
        found
    }
}

fn microseconds() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_micros() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_wish_is_seen_until_it_is_taken_back() {
        let folder = std::env::temp_dir().join(format!("notebook-front-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let look = Look::new();
        assert!(look.is_due() && !look.at(&folder));
        assert!(!look.is_due(), "a second look comes too soon");
        fs::write(folder.join(FLAG), "").unwrap();
        assert!(look.at(&folder));
        assert!(Look::new().at(&folder));
        fs::remove_file(folder.join(FLAG)).unwrap();
        assert!(!look.at(&folder));
        fs::remove_dir(&folder).unwrap();
    }

    #[test]
    fn without_a_front_nobody_stops_anything() {
        assert_eq!(check(), Ok(()));
        unless_interrupted();
    }

    #[test]
    fn a_shield_ends_with_its_work_even_by_a_panic() {
        let _ = std::panic::catch_unwind(|| uninterruptible(|| panic!("on purpose")));
        assert!(!IS_SHIELDED.get());
        uninterruptible(|| assert!(uninterruptible(|| IS_SHIELDED.get()) && IS_SHIELDED.get()));
    }

    #[test]
    fn its_name_is_what_the_front_looks_for() {
        assert_eq!(Interrupted.to_string(), "interrupted");
    }
}
