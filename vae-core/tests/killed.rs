//! Runs that are killed at random moments, over and over, end as if nothing had happened.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

const KILLS: usize = 50;
const EPOCHS: usize = 100;

/// 12 steps an epoch, saved after each of them or so: most kills fall inside an epoch.
fn train(folder: &Path, out: &str, resume: bool) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vae"));
    command
        .args(["train", "--dataset", "synthetic-faces", "--hidden", "16"])
        .args(["--train-size", "590", "--batch", "50", "--seed", "3"])
        .args(["--epochs", &EPOCHS.to_string(), "--save-every", "0.005"])
        .args(["--out", out])
        .args(resume.then_some("--resume"))
        .current_dir(folder)
        .env("OMP_NUM_THREADS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Reads the log until an epoch is done; false where the run ended before.
fn wait_for(child: &mut Child, epoch: usize) -> bool {
    let log = BufReader::new(child.stdout.as_mut().unwrap());
    log.lines().map_while(Result::ok).any(|line| {
        let number = line.strip_prefix("epoch").and_then(|l| l.split('/').next());
        number.is_some_and(|n| n.trim().parse::<usize>().unwrap() >= epoch)
    })
}

fn finish(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    errors
}

/// The history without the one number that the clock makes.
fn history(run: &Path) -> Vec<Value> {
    let bytes = std::fs::read(run.join("history.json")).unwrap();
    let mut records: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    for record in &mut records {
        record.as_object_mut().unwrap().remove("seconds");
    }
    records
}

/// Whether the newest checkpoint tells of an epoch under way.
fn stands_inside_an_epoch(run: &Path) -> bool {
    let bytes = std::fs::read(run.join("checkpoint.safetensors")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).contains(r#"\"pass\":{"#)
}

#[test]
fn fifty_kills_change_no_bit() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, killed) = (folder.path().join("whole"), folder.path().join("killed"));
    finish(train(folder.path(), "whole", false));

    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut inside_an_epoch = 0;
    for kill in 0..KILLS {
        let mut child = train(folder.path(), "killed", true);
        // Spread over the run: each kill falls within the two epochs after this one, and one in
        // ten while the program starts.
        match kill % 10 {
            9 => std::thread::sleep(Duration::from_millis(random.random_range(0..300))),
            _ => {
                assert!(wait_for(&mut child, kill * EPOCHS / KILLS), "kill {kill}");
                std::thread::sleep(Duration::from_micros(random.random_range(0..60_000)));
            }
        }
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        inside_an_epoch += usize::from(stands_inside_an_epoch(&killed));
    }
    assert!(inside_an_epoch > KILLS / 2, "only {inside_an_epoch}");
    let errors = finish(train(folder.path(), "killed", true));
    assert_eq!(errors, "");

    assert_eq!(history(&killed).len(), EPOCHS);
    assert_eq!(history(&killed), history(&whole));
    let weights = |run: &Path| std::fs::read(run.join("model.safetensors")).unwrap();
    assert!(weights(&killed) == weights(&whole), "other weights");
}
