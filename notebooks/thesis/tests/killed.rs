//! Runs that are killed at random moments, over and over, end as if nothing had happened.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

/// Fifty with one thread, as the reliability table counts them; fewer again with more threads.
fn kills() -> usize {
    if threads() == "1" { 50 } else { 15 }
}

/// libtorch's threads in each run.
fn threads() -> String {
    std::env::var("OMP_NUM_THREADS").unwrap_or_else(|_| "1".into())
}

const EPOCHS: usize = 100;

/// 12 steps an epoch, saved after each of them: most kills fall inside an epoch.
fn train(folder: &Path, out: &str, resume: bool) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vae"));
    command
        .args(["train", "--dataset", "synthetic-faces"])
        // With several threads, layers so large that our loops divide them.
        .args(["--hidden", if threads() == "1" { "16" } else { "64" }])
        .args(["--train-size", "590", "--batch", "50", "--seed", "3"])
        .args(["--epochs", &EPOCHS.to_string(), "--save-every", "0.00001"])
        .args(["--out", out])
        .args(resume.then_some("--resume"))
        .current_dir(folder)
        .env("OMP_NUM_THREADS", threads())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Reads the log until an epoch is done, or the run is.
fn wait_for(child: &mut Child, epoch: usize) {
    let log = BufReader::new(child.stdout.as_mut().unwrap());
    let _ = log.lines().map_while(Result::ok).any(|line| {
        let number = line.strip_prefix("epoch").and_then(|l| l.split('/').next());
        number.is_some_and(|n| n.trim().parse::<usize>().unwrap() >= epoch)
    });
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

/// Starts a run again and again, kills it each time a little later, until it ends by itself.
/// How many kills met it, and how many of them inside an epoch. `an_epoch` is how long one takes
/// here: on a slow disk, a wait of fixed length would end before the first save of each epoch.
fn kill_until_done(
    folder: &Path,
    out: &str,
    an_epoch: Duration,
    random: &mut ChaCha8Rng,
) -> (usize, usize) {
    let (mut kills, mut inside_an_epoch) = (0, 0);
    for attempt in 0.. {
        let mut child = train(folder, out, true);
        // Two epochs more each time, and one attempt in ten ends while the program starts.
        if attempt % 10 == 9 {
            std::thread::sleep(Duration::from_millis(random.random_range(0..300)));
        } else {
            wait_for(&mut child, 2 * attempt);
            std::thread::sleep(an_epoch.mul_f64(random.random()));
        }
        child.kill().unwrap(); // SIGKILL; nothing where the run has ended
        let end = child.wait_with_output().unwrap();
        if end.status.success() {
            assert_eq!(String::from_utf8_lossy(&end.stderr), "");
            break;
        }
        kills += 1;
        inside_an_epoch += usize::from(stands_inside_an_epoch(&folder.join(out)));
    }
    (kills, inside_an_epoch)
}

/// However fast the machine: where it ends a run after a few kills, the next run takes the rest.
#[test]
fn fifty_kills_change_no_bit() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let start = Instant::now();
    finish(train(folder.path(), "whole", false));
    let an_epoch = start.elapsed() / EPOCHS as u32;
    let weights = |run: &Path| std::fs::read(run.join("model.safetensors")).unwrap();

    let mut random = ChaCha8Rng::seed_from_u64(0);
    let (mut kills, mut inside_an_epoch) = (0, 0);
    for run in 0.. {
        let out = format!("killed-{run}");
        let (more, more_inside) = kill_until_done(folder.path(), &out, an_epoch, &mut random);
        assert!(more > 0, "run {run} ended before it could be killed");
        kills += more;
        inside_an_epoch += more_inside;

        let killed = folder.path().join(out);
        assert_eq!(history(&killed).len(), EPOCHS);
        assert_eq!(history(&killed), history(&whole));
        assert!(weights(&killed) == weights(&whole), "other weights");
        if kills >= self::kills() {
            break;
        }
    }
    assert!(inside_an_epoch > self::kills() / 4, "only {inside_an_epoch} of {kills}");
    println!("{kills} kills, {inside_an_epoch} of them inside an epoch");
}
