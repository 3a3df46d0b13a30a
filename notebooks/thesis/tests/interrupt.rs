//! Ctrl-C once saves and stops, twice quits.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn train(folder: &Path, epochs: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vae"));
    command
        .args(["train", "--dataset", "synthetic-faces", "--hidden", "16"])
        .args(["--epochs", epochs, "--resume", "--out", "run"])
        .current_dir(folder)
        .env("OMP_NUM_THREADS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn interrupt(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let kill = Command::new("kill").args([signal, &id]).status().unwrap();
    assert!(kill.success());
}

/// Waits until the log holds a text, and returns all that came until then.
fn read_until(log: &mut impl BufRead, text: &str) -> String {
    let mut lines = String::new();
    while !lines.contains(text) {
        let length = log.read_line(&mut lines).unwrap();
        assert!(length > 0, "the log ended without {text:?}: {lines}");
    }
    lines
}

#[test]
fn one_signal_saves_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut child = train(folder.path(), "100000");
        let mut log = BufReader::new(child.stdout.take().unwrap());
        let headline = read_until(&mut log, "saves and stops");
        assert!(headline.contains("Ctrl-C or `touch run/stop`"), "{headline}");
        read_until(&mut log, "epoch");
        interrupt(&child, signal);
        let end = read_until(&mut log, "stopped after");
        assert!(end.contains("go on: vae train --resume --out run"), "{end}");
        assert_eq!(child.wait().unwrap().code(), Some(130));
    }
}

#[test]
fn two_signals_quit() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = train(folder.path(), "100000");
    let mut log = BufReader::new(child.stdout.take().unwrap());
    read_until(&mut log, "epoch");
    // Both arrive before the batch under way has ended, or nearly so: either way it ends.
    interrupt(&child, "-INT");
    interrupt(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let finished = train(folder.path(), "1").wait().unwrap();
    assert!(finished.success(), "what was saved is whole");
}
