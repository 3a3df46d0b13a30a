//! Starts the `vae` program as its user would.

use std::path::Path;
use std::process::{Command, Output};

pub fn vae(arguments: &[&str], folder: &Path) -> Output {
    command(arguments, folder).output().unwrap()
}

/// The same, to be started.
pub fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vae"));
    command.args(arguments).current_dir(folder).env("OMP_NUM_THREADS", "1");
    command
}

/// What it prints where it succeeds, with no progress where nobody looks.
#[allow(dead_code)] // not in every file of tests
pub fn succeed(arguments: &[&str], folder: &Path) -> String {
    let output = vae(arguments, folder);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "vae {arguments:?}: {errors}");
    assert_eq!(errors, "", "progress where nobody looks");
    String::from_utf8(output.stdout).unwrap()
}
