//! The thesis measured again: the program that does it, shortened, and what was published of it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vae_thesis::reproduction::{Results, Sample};

#[path = "support/quotes.rs"]
mod quotes;

fn reproduce(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vae"));
    command.args(["reproduce", "--quick", "--out", "results"]);
    command.args(more).current_dir(folder);
    command
}

fn succeed(folder: &Path, more: &[&str]) -> String {
    let output = reproduce(folder, more).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{more:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

const SOME: [&str; 10] = [
    "--only",
    "mnist-z2",
    "--only",
    "frey-z2",
    "--only",
    "classifier-pixels",
    "--only",
    "pixels",
    "--only",
    "pixel-time",
];

#[test]
fn a_short_reproduction_is_whole_repeatable_and_grows() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let with_seeds = |n| [&SOME[..], &["--seeds", n]].concat();
    let log = succeed(at, &with_seeds("1"));
    assert!(log.contains("9 of 9 tasks are to be done"), "{log}");
    assert!(log.contains("| MNIST, z = 2: training loss, epoch 1 | 177.77 |"), "{log}");

    let path = at.join("results/results.json");
    let first = Results::read(&path).unwrap();
    assert!(first.made.quick && first.made.cores > 0);
    assert_follows_from_its_measurements(&first, &path);
    assert_quotes_are_checked(&first);

    let log = succeed(at, &with_seeds("1"));
    assert!(log.contains("0 of 9 tasks are to be done"), "{log}");
    assert_eq!(Results::read(&path).unwrap().trainings, first.trainings);

    let log = succeed(at, &with_seeds("2"));
    assert!(log.contains("4 of 13 tasks are to be done"), "{log}");
    let grown = Results::read(&path).unwrap();
    assert_eq!(grown.runs("mnist-z2")[0], first.runs("mnist-z2")[0]);
    assert_eq!(grown.runs("mnist-z2").len(), 2);
    assert_follows_from_its_measurements(&grown, &path);
}

#[test]
fn a_killed_reproduction_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let only = ["--only", "classifier-annex-f", "--only", "frey-z20", "--jobs", "2"];
    let mut child = reproduce(at, &only).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let begun = lines.find(|line| line.as_ref().unwrap().ends_with("begun"));
    assert!(begun.is_some());
    child.kill().unwrap();
    child.wait().unwrap();
    let log = succeed(at, &only);
    assert!(log.contains("tasks are to be done"), "{log}");
    let results = Results::read(&at.join("results/results.json")).unwrap();
    assert_eq!(results.runs("frey-z20").len(), 1);
    assert!(results.comparison("classifier-annex-f/all").is_some());
}

#[test]
fn mistakes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = reproduce(folder.path(), &["--only", "mnist-z3"]).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(errors.contains("--only = mnist-z3: choose among mnist-z2,"), "{errors}");
}

/// Means, spreads, differences, verdicts and the Markdown are those of the values, and the
/// values those of the runs.
fn assert_follows_from_its_measurements(results: &Results, path: &Path) {
    for row in &results.comparisons {
        assert_eq!(Sample::of(row.ours.values.iter().copied()), Some(row.ours.clone()));
        let difference = row.thesis.map(|thesis| row.ours.mean - thesis);
        assert_eq!(row.difference, difference, "{}", row.key);
        match (difference, row.interval) {
            (Some(difference), Some(half)) => {
                let inside = row.verdict.starts_with("compatible");
                assert_eq!(inside, difference.abs() <= half, "{}", row.key);
                let side = if difference < 0.0 { "lower" } else { "higher" };
                assert!(inside || row.verdict.contains(side), "{}: {}", row.key, row.verdict);
            }
            (Some(_), None) => assert_eq!(row.verdict, "one run: not judged", "{}", row.key),
            (None, interval) => assert_eq!(interval, None, "{}", row.key),
        }
    }
    for training in &results.trainings {
        let losses =
            |run: &vae_thesis::reproduction::RunMeasurement| run.epochs.last().unwrap().loss;
        let key =
            format!("{}/epoch-{}", training.name, training.runs[0].epochs.last().unwrap().epoch);
        let row = results.comparison(&key).unwrap();
        let values: Vec<f64> = training.runs.iter().map(losses).collect();
        assert_eq!(row.ours.values, values, "{key}");
    }
    let mut again = results.clone();
    again.conclude();
    assert_eq!(again.comparisons, results.comparisons);
    assert_eq!(again.claims, results.claims);
    let markdown = std::fs::read_to_string(path.with_extension("md")).unwrap();
    assert_eq!(results.markdown(), markdown);
}

fn assert_quotes_are_checked(results: &Results) {
    let ours = &results.comparison("mnist-z2/epoch-1").unwrap().ours;
    let quote = |text: &str| quotes::wrong("text", text, results).len();
    let mean = ours.mean;
    assert_eq!(quote(&format!("It is {mean:.2}<!-- result: mnist-z2/epoch-1 -->, so")), 0);
    assert_eq!(quote(&format!("| {mean:.0} nats<!-- result: mnist-z2/epoch-1 -->")), 1);
    assert_eq!(quote(&format!("({:.2}<!-- result: mnist-z2/epoch-1 -->)", mean + 1.0)), 1);
    assert_eq!(quote("177.77<!-- result: mnist-z2/epoch-1.thesis -->"), 0);
    assert_eq!(quote("1<!-- result: mnist-z2/epoch-7 -->"), 1);
    let share = results.comparison("classifier-pixels/all").unwrap();
    let text = share.ours.text(1);
    assert_eq!(quote(&format!("**{text}%**<!-- result: classifier-pixels/all -->")), 1);
    assert_eq!(quote(&format!("**{text}%<!-- result: classifier-pixels/all -->**")), 0);
}

fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    let mut text = String::new();
    let mut file = std::fs::File::open(path).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

/// The published results, where this checkout has them already.
fn published() -> Option<Results> {
    if Results::published_path().exists() {
        return Some(Results::published().unwrap());
    }
    vae_testing::skipped(&format!("no {} yet", Results::published_path().display()));
    None
}

#[test]
fn the_published_table_follows_from_its_json() {
    let Some(results) = published() else { return };
    assert!(!results.made.quick);
    assert_follows_from_its_measurements(&results, &Results::published_path());
    let readme = text(&checkout().join("README.md"));
    assert_eq!(results.update_readme(&readme).unwrap(), readme);
}

/// Published text has no holes: no run of blanks inside a line, no place left unfilled.
#[test]
fn the_published_text_is_whole() {
    let Some(results) = published() else { return };
    let folder = Results::published_path().parent().unwrap().to_path_buf();
    for path in [checkout().join("README.md"), folder.join("results.md")] {
        let fence = std::cell::Cell::new(false);
        for (i, line) in text(&path).lines().enumerate() {
            fence.set(fence.get() != line.starts_with("```"));
            let prose = !fence.get() && !line.starts_with("    ");
            let hole =
                ["   ", "{}", "TODO", " ,", " .)", "NaN"].iter().find(|h| line.trim().contains(*h));
            assert!(!prose || hole.is_none(), "{}:{}: {hole:?}", path.display(), i + 1);
        }
    }
    assert_eq!(text(&folder.join("results.md")), results.markdown());
}

#[test]
fn what_the_prose_quotes_is_in_the_published_table() {
    let Some(results) = published() else { return };
    let mut wrong = quotes::wrong("README.md", &text(&checkout().join("README.md")), &results);
    for entry in std::fs::read_dir(checkout().join("notebooks")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "ipynb") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            wrong.extend(quotes::wrong(&name, &quotes::prose(&text(&path)), &results));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
