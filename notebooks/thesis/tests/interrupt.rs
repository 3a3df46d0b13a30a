//! Ctrl-C once saves and stops, twice quits.

use std::io::{BufRead, BufReader, Read};
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
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let mut child = train(folder.path(), "100000");
        let mut log = BufReader::new(child.stdout.take().unwrap());
        let headline = read_until(&mut log, "saves and stops");
        assert!(headline.contains("Ctrl-C or `touch run/stop`"), "{headline}");
        read_until(&mut log, "epoch");
        interrupt(&child, signal);
        let end = read_until(&mut log, "stopped after");
        assert!(end.contains("go on: vae train --resume --out run"), "{end}");
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
}

#[test]
fn two_signals_quit() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = train(folder.path(), "100000");
    let mut log = BufReader::new(child.stdout.take().unwrap());
    read_until(&mut log, "epoch");
    // Held meanwhile, so that both are there before it can look at the first.
    for signal in ["-STOP", "-INT", "-TERM", "-CONT"] {
        interrupt(&child, signal);
    }
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("stopped after"), "it took its time to save: {rest}");
    // Which of the two is handled last is the system's choice.
    assert!(matches!(child.wait().unwrap().code(), Some(130 | 143)));
    let again = train(folder.path(), "1").wait_with_output().unwrap();
    assert!(again.status.success(), "what was saved is whole");
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(said.contains("nothing to do: "), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn threads_that_wait_spin_for_a_moment_only() {
    let folder = tempfile::tempdir().unwrap();
    for (chosen, expected) in [(None, "30000"), (Some("77"), "77")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vae"));
        command
            .args(["train", "--dataset", "synthetic-faces", "--hidden", "16"])
            .args(["--epochs", "100000", "--out", expected])
            .current_dir(folder.path())
            .env("OMP_NUM_THREADS", "2")
            .env_remove("GOMP_SPINCOUNT")
            .env_remove("OMP_WAIT_POLICY")
            .envs(chosen.map(|rounds| ("GOMP_SPINCOUNT", rounds)))
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        read_until(&mut BufReader::new(child.stdout.take().unwrap()), "epoch");
        let environment = std::fs::read(format!("/proc/{}/environ", child.id())).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let wanted = format!("GOMP_SPINCOUNT={expected}");
        assert!(environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes()));
    }
}
