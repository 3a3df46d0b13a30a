//! What the tests of all crates share: wrong input for every public function ([`no_panics`]), and
//! what tests, examples and `make bench` ask of their own process.

#![deny(missing_docs)]

pub mod no_panics;

use std::io::Write;

/// The memory that this process holds now, MB; none where the system does not tell.
pub fn resident_memory() -> Option<f64> {
    memory("VmRSS:")
}

/// The most that it ever held.
pub fn peak_memory() -> Option<f64> {
    memory("VmHWM:")
}

fn memory(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(found.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1000.0)
}

/// Says that a test could not run here, and why: to whoever counts the tests, by a line in the
/// file that `VAE_SKIPPED` names.
pub fn skipped(reason: &str) {
    println!("skipped: {reason}");
    let Some(path) = std::env::var_os("VAE_SKIPPED") else {
        return;
    };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    if let Ok(mut file) = file {
        let _ = writeln!(file, "{reason}");
    }
}
