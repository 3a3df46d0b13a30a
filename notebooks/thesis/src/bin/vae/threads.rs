//! How libtorch's threads wait for their next piece of work.
//!
//! They spin, and by default for so long that on a busy machine those which wait keep the
//! processors from those which work: two epochs on MNIST beside a compiler took 125 s, and 8 s
//! with this setting. On a quiet machine both take the same time.

use std::env;

/// Rounds of a waiting loop before a thread goes to sleep. The notebooks' kernel has the same.
const SPIN: (&str, &str) = ("GOMP_SPINCOUNT", "30000");

/// OpenMP reads this once, before `main`: so the program starts itself again with it, unless its
/// user has chosen, or one thread waits for nobody.
pub fn spin_briefly() {
    let is_chosen = env::var_os(SPIN.0).is_some() || env::var_os("OMP_WAIT_POLICY").is_some();
    let is_alone = env::var_os("OMP_NUM_THREADS").is_some_and(|threads| threads == "1");
    if !is_chosen && !is_alone {
        start_again();
    }
}

#[cfg(target_os = "linux")]
fn start_again() {
    use std::os::unix::process::CommandExt;

    if let Ok(program) = env::current_exe() {
        let mut again = std::process::Command::new(program);
        // Returns only where it fails, and then this process does the work.
        let _ = again.args(env::args_os().skip(1)).env(SPIN.0, SPIN.1).exec();
    }
}

#[cfg(not(target_os = "linux"))]
fn start_again() {}
