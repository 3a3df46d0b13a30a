//! Runs as jobs: listed, run apart, joined; and the tables of papers that are made of them.

#[path = "support/program.rs"]
mod program;

use std::path::Path;

use program::{succeed, vae};
use serde_json::Value;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The stages of a row without the seconds that they took.
fn stages(out: &Path, row: &str) -> Value {
    let mut stages = json(&out.join(format!("burda-2016/{row}/seed-0/stages.json")));
    for stage in stages.as_array_mut().unwrap() {
        stage.as_object_mut().unwrap().remove("fastest_epoch");
    }
    stages
}

const PAPER: [&str; 4] = ["reproduce", "--paper", "burda-2016", "--quick"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PAPER.iter().chain(more).copied().collect()
}

#[test]
fn a_listed_job_runs_by_its_command_and_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let listed = succeed(&["reproduce", "--paper", "burda-2016", "--list", "--json"], at);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let jobs = listed.as_array().unwrap();
    let job = jobs.iter().find(|job| job["job"] == "burda-2016/iwae-5/seed-0").unwrap();
    assert!(job["hours"].as_f64().unwrap() > 1.0, "{job}");
    let command: Vec<&str> = job["command"].as_str().unwrap().split(' ').skip(1).collect();

    let whole: Vec<&str> = command.iter().copied().chain(["--quick", "--out", "whole"]).collect();
    let said = succeed(&whole, at);
    assert!(said.contains("| IWAE, k = 5 | 85.54 |") && said.contains("2 of 8"), "{said}");
    for stage in ["1", "2"] {
        succeed(&with(&["--only", "iwae-5", "--stages", stage, "--out", "parts"]), at);
    }
    assert_eq!(stages(&at.join("whole"), "iwae-5"), stages(&at.join("parts"), "iwae-5"));
    let found = stages(&at.join("whole"), "iwae-5");
    let elbo = -found[1]["test"]["loss"].as_f64().unwrap();
    assert!(found[1]["evidence"]["log_p"].as_f64().unwrap() > elbo, "{found}");
    assert!(found[1]["evidence"]["log_p"].as_f64() > found[0]["evidence"]["log_p"].as_f64());
    let text = std::fs::read_to_string(at.join("whole/burda-2016/results.md")).unwrap();
    assert!(text.contains("A shortened run") && text.contains("cut after stage 2"), "{text}");
}

#[test]
fn rows_that_were_made_apart_are_joined_and_contradictions_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let row = |name, out| succeed(&with(&["--only", name, "--stages", "1", "--out", out]), at);
    row("vae-1", "a");
    row("dreg-5", "b");
    row("vae-1", "c");
    let joined = succeed(&with(&["--merge", "a", "b", "c", "--out", "all"]), at);
    for title in ["| VAE, k = 1 | 86.76 |", "| IWAE, doubly reparameterised, k = 5 |  | 84.90 |"] {
        assert!(joined.contains(title), "{joined}");
    }
    let results = json(&at.join("all/burda-2016/results.json"));
    assert_eq!(results["lines"].as_array().unwrap().len(), 2);

    let file = at.join("c/burda-2016/vae-1/seed-0/stages.json");
    let mut stages = json(&file);
    stages[0]["train_loss"] = 1.0.into();
    std::fs::write(&file, stages.to_string()).unwrap();
    let refused = vae(&with(&["--merge", "a", "c", "--out", "all"]), at);
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("vae-1/seed-0 differs from that of a"), "{error}");
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn few_labels_share_one_autoencoder_and_are_not_learnt_from_twice() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let of = |more: &[&str]| {
        let arguments = ["reproduce", "--paper", "kingma-2014"].iter().chain(more).copied();
        succeed(&arguments.collect::<Vec<_>>(), at)
    };
    let listed = of(&["--list"]);
    let has = |job: &str| listed.contains(&format!("kingma-2014/{job} "));
    assert!(has("vae/seed-0") && has("m1m2-1000/seed-4"), "{listed}");
    assert!(!has("vae/seed-1") && !has("m2-100/seed-5"), "{listed}");

    let rows = ["--only", "m1-100", "--only", "m1m2-100"];
    let quick = ["--quick", "--seed", "0", "--out", "a"];
    let said = of(&[&rows[..], &quick].concat());
    assert!(
        said.contains("| M1+M2 | 100 | 3.33 | 2.80 |") && said.contains("M1, kernel"),
        "{said}"
    );
    let result = at.join("a/kingma-2014/m1m2-100/seed-0/result.json");
    let first = json(&result);
    assert_eq!(first["vae"], "kingma-2014/vae/seed-0");
    assert_eq!(first["epochs"], serde_json::json!([3, 3]));
    of(&[&rows[..], &quick].concat());
    assert_eq!(json(&result), first, "what was learnt is there, with its seconds");
    let refused = vae(&["reproduce", "--paper", "kingma-2014", "--stages", "1", "--out", "a"], at);
    assert!(String::from_utf8(refused.stderr).unwrap().contains("leave it out"));
}

#[test]
fn a_curve_goes_on_from_stage_to_stage_and_says_where_it_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let of = |more: &[&str]| {
        let arguments = ["reproduce", "--paper", "kingma-2013", "--quick"].iter().chain(more);
        succeed(&arguments.copied().collect::<Vec<_>>(), at)
    };
    let curve = |out: &str, row: &str| {
        let file = at.join(format!("{out}/kingma-2013/{row}/seed-0/curve.json"));
        let mut curve = json(&file);
        curve.as_object_mut().unwrap().remove("seconds");
        curve
    };
    let listed = of(&["--list", "--stages", "1"]);
    assert!(listed.contains("kingma-2013/wake-sleep-frey-20/seed-0 "), "{listed}");
    assert!(listed.contains("--only aevb-mnist-3 --seed 0 --stages 1 --quick\n"), "{listed}");
    for row in ["aevb-frey-2", "wake-sleep-frey-2"] {
        let said = of(&["--only", row, "--out", "whole"]);
        assert!(
            said.contains("cut after 10,000") && said.contains("10,000 images: bound"),
            "{said}"
        );
        of(&["--only", row, "--stages", "1", "--out", "parts"]);
        assert_eq!(curve("parts", row)["points"].as_array().unwrap().len(), 5);
        of(&["--only", row, "--out", "parts"]);
        assert_eq!(curve("whole", row), curve("parts", row));
    }
    let text = std::fs::read_to_string(at.join("whole/kingma-2013/results.md")).unwrap();
    assert!(text.contains("| Frey Faces | 2 | 0 |  |  |  | at "), "{text}");
    assert!(text.contains("A shortened run"), "{text}");
}

#[test]
fn gaps_are_measured_batch_by_batch() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let run = || {
        let only = ["--only", "z2", "--only", "z20-wide", "--out", "a"];
        let said =
            succeed(&[&["reproduce", "--paper", "cremer-2018", "--quick"], &only[..]].concat(), at);
        let path = at.join("a/cremer-2018/z2/seed-0/gaps.json");
        let mut gaps = json(&path);
        gaps.as_object_mut().unwrap().remove("seconds").unwrap();
        (said, path, gaps)
    };
    let (said, path, whole) = run();
    assert!(said.contains("16 of 16 test images"), "{said}");
    let text = std::fs::read_to_string(at.join("a/cremer-2018/results.md")).unwrap();
    assert!(
        text.contains("A shortened run") && text.contains("| z = 20, wide | 8 test |"),
        "{text}"
    );
    let count = |set: &str, level: &str| whole[set][level].as_array().unwrap().len();
    assert_eq!([count("learnt", "encoder"), count("learnt", "log_p")], [12, 8]);
    assert_eq!(whole["checks"]["grid"].as_array().unwrap().len(), 6);

    // As it lay there after the first batch.
    let mut part = json(&path);
    part["checks"] = Value::Null;
    for set in ["learnt", "unseen"] {
        for level in ["encoder", "gaussian", "flow", "log_p"] {
            part[set][level].as_array_mut().unwrap().truncate(4);
        }
    }
    std::fs::write(&path, part.to_string()).unwrap();
    assert_eq!(run().2, whole);
}

#[test]
fn flows_are_compared_with_none_and_fitted_to_a_parabola() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let of = |more: &[&str]| {
        let arguments = ["reproduce", "--paper", "rezende-2015", "--quick"].iter().chain(more);
        succeed(&arguments.copied().collect::<Vec<_>>(), at)
    };
    let result = |out: &str, job: &str| {
        json(&at.join(format!("{out}/rezende-2015/{job}/seed-0/result.json")))
    };
    let listed = of(&["--list"]);
    assert!(listed.contains("rezende-2015/mnist-32/seed-2 "), "{listed}");
    assert!(!listed.contains("parabola/seed-1"), "chance has no part in it: {listed}");

    for (row, out) in [("mnist-0", "a"), ("mnist-2", "b"), ("parabola", "b")] {
        of(&["--only", row, "--seed", "0", "--out", out]);
    }
    let said = of(&["--merge", "a", "b", "--out", "all"]);
    assert!(said.contains("| 0 | 1 | -") && said.contains("| 2 | 1 | -"), "{said}");
    let model = &result("b", "mnist-2")["images"];
    let bound = -model["test"]["loss"].as_f64().unwrap();
    assert!(model["evidence"]["log_p"].as_f64().unwrap() > bound, "{model}");

    let lengths = result("b", "parabola")["parabola"].clone();
    let lengths = lengths.as_array().unwrap();
    assert_eq!(lengths.len(), 4);
    let gaps = lengths.iter().flat_map(|length| length["gaps"].as_array().unwrap());
    assert!(gaps.clone().count() == 12 && gaps.clone().all(|gap| gap.as_f64().unwrap() > 0.0));
    of(&["--only", "parabola", "--seed", "0", "--out", "b"]);
    assert_eq!(&result("b", "parabola")["parabola"], &Value::from(lengths.clone()));
}

#[test]
fn the_thesis_is_jobs_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let listed = succeed(&["reproduce", "--list", "--seed", "2"], at);
    assert!(listed.contains("mnist-z2/seed-2") && !listed.contains("seed-0"), "{listed}");
    for (only, out) in [("pixels", "a"), ("pixel-time", "b")] {
        succeed(&["reproduce", "--quick", "--only", only, "--out", out], at);
    }
    succeed(&["reproduce", "--quick", "--merge", "a", "b", "--out", "all"], at);
    let all = json(&at.join("all/results.json"));
    assert_eq!(all["pixels"].as_array().unwrap().len(), 2);
    assert!(all["pixel_time"].is_object(), "{all}");
    let nothing = vae(&["reproduce", "--merge", "nowhere", "--out", "all"], at);
    let error = String::from_utf8(nothing.stderr).unwrap();
    assert!(error.contains("nowhere: nothing was measured in it"), "{error}");
}

#[test]
fn the_largest_seed_is_a_job_like_others() {
    let seed = u64::MAX.to_string();
    let of_thesis = ["reproduce", "--list", "--only", "mnist-z2", "--seed", &seed];
    let of_paper = with(&["--list", "--only", "vae-1", "--seed", &seed]);
    for arguments in [&of_thesis[..], &of_paper] {
        let listed = succeed(arguments, Path::new("."));
        assert!(
            listed.lines().count() == 1 && listed.contains(&format!("seed-{seed} ")),
            "{listed}"
        );
    }
}

#[test]
fn what_there_is_not_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, named) in [
        (&["--only", "iwae-7", "--out", "x"][..], "choose among vae-1, vae-5"),
        (&["--stages", "9", "--out", "x"], "choose 1 to 8"),
        (&["--stages", "0", "--out", "x"], "choose 1 to 8"),
    ] {
        let output = vae(
            &["reproduce", "--paper", "burda-2016"]
                .iter()
                .chain(arguments)
                .copied()
                .collect::<Vec<_>>(),
            folder.path(),
        );
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(named) && output.status.code() == Some(1), "{error}");
    }
    let output = vae(&["reproduce", "--paper", "nobody-1999", "--out", "x"], folder.path());
    assert!(String::from_utf8(output.stderr).unwrap().contains("choose burda-2016"));
}
