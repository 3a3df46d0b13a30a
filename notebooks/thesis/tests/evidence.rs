//! `vae evaluate` with estimates of log p(x).

#[path = "support/program.rs"]
mod program;

use std::path::Path;

use serde_json::Value;

use program::{succeed, vae};

fn trained(folder: &Path, more: &[&str]) {
    let mut train = vec!["train", "--dataset", "synthetic-digits", "--latent", "2", "--out", "run"];
    train.extend(["--hidden", "16", "--train-size", "600", "--epochs", "3"]);
    train.extend(more);
    assert!(vae(&train, folder).status.success());
}

#[test]
fn both_estimates_lie_above_the_elbo_and_agree() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    trained(at, &["--binarise"]);
    let history = std::fs::read(at.join("run/history.json")).unwrap();
    let history: Value = serde_json::from_slice(&history).unwrap();
    let plain: Value = serde_json::from_str(&succeed(&["evaluate", "run", "--json"], at)).unwrap();
    assert_eq!(plain["binarised"], true);
    let loss = |object: &Value| object["test_loss"].as_f64().unwrap();
    assert!((loss(&plain) - loss(&history[2])).abs() < 1e-3);
    assert!(plain.get("evidence").is_none());

    let mut arguments =
        vec!["evaluate", "run", "--images", "20", "--evidence", "400", "--seed", "3"];
    arguments.extend(["--ais", "--chains", "8", "--temperatures", "40", "--leapfrog", "4"]);
    let text = succeed(&arguments, at);
    for part in ["20 binarised test images", "K = 400", "8 chains of 40", "±", "ELBO", "of 400"] {
        assert!(text.contains(part), "{text}");
    }
    arguments.push("--json");
    let said = succeed(&arguments, at);
    assert_eq!(said, succeed(&arguments, at), "the same seed, the same bits");
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["images"], 20);
    let number = |i: usize, key: &str| said["evidence"][i][key].as_f64().unwrap();
    for i in 0..2 {
        assert_eq!(number(i, "elbo"), -said["test_loss"].as_f64().unwrap());
        assert!(number(i, "log_p") > number(i, "elbo"), "{said}");
        assert!(number(i, "standard_error") > number(i, "estimate_error"), "{said}");
    }
    let error = number(0, "estimate_error").hypot(number(1, "estimate_error"));
    let gap = number(0, "log_p") - number(1, "log_p");
    assert!(gap.abs() < 5.0 * error, "{said}");

    let seed = arguments.iter().position(|a| *a == "3").unwrap();
    arguments[seed] = "4";
    let other: Value = serde_json::from_str(&succeed(&arguments, at)).unwrap();
    assert_ne!(other["evidence"][0]["log_p"], said["evidence"][0]["log_p"]);
    assert_eq!(other["test_loss"], said["test_loss"]);
}

#[test]
fn a_bad_estimate_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    trained(folder.path(), &[]);
    let text = succeed(&["evaluate", "run", "--images", "5", "--evidence", "4"], folder.path());
    assert!(text.contains("not to be trusted for 5 of 5 images"), "{text}");
    assert!(text.starts_with("5 test images"), "{text}");
}

#[test]
fn nonsense_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    trained(at, &[]);
    let cases: [(&[&str], &str); 8] = [
        (&["--evidence", "0"], "samples = 0"),
        (&["--evidence=-5"], "samples = -5"),
        (&["--ais", "--temperatures", "0"], "temperatures = 0"),
        (&["--ais", "--chains", "0"], "chains = 0"),
        (&["--chains", "4", "--evidence", "3"], "--ais"),
        (&["--seed", "4"], "--evidence"),
        (&["--images", "0"], "0..0"),
        (&["--images", "999999"], "999999"),
    ];
    for (more, part) in cases {
        let arguments = [&["evaluate", "run"], more].concat();
        let output = vae(&arguments, at);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{arguments:?} {errors}");
        assert!(errors.contains(part) && !errors.contains("panicked"), "{arguments:?}: {errors}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
