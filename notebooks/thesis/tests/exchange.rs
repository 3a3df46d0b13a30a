//! Codes and weights by the program: out, in, and out again.

#[path = "support/program.rs"]
mod program;

use std::path::Path;

use serde_json::Value;

use program::vae;

fn succeed(arguments: &[&str], folder: &Path) -> String {
    let output = vae(arguments, folder);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "vae {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn fail(arguments: &[&str], folder: &Path) -> String {
    let output = vae(arguments, folder);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "vae {arguments:?}: {errors}");
    errors
}

fn trained(folder: &Path) {
    let train = ["train", "--dataset", "synthetic-digits", "--hidden", "16", "--latent", "2"];
    succeed(
        &[&train[..], &["--train-size", "300", "--epochs", "1", "--out", "run"]].concat(),
        folder,
    );
}

/// The numbers of one column of a table.
fn column(table: &str, name: &str) -> Vec<f64> {
    let mut lines = table.lines();
    let at = lines.next().unwrap().split(',').position(|title| title == name).unwrap();
    lines.map(|line| line.split(',').nth(at).unwrap().parse().unwrap()).collect()
}

#[test]
fn codes_go_out_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    trained(at);
    for name in ["codes.npy", "codes.npz", "codes.csv", "codes.parquet"] {
        succeed(&["encode", "run", "--out", name], at);
    }
    let table = std::fs::read_to_string(at.join("codes.csv")).unwrap();
    let elbo = column(&table, "elbo");
    let mean = elbo.iter().sum::<f64>() / elbo.len() as f64;
    let evaluation: Value =
        serde_json::from_str(&succeed(&["evaluate", "run", "--json"], at)).unwrap();
    let loss = evaluation["test_loss"].as_f64().unwrap();
    assert!((mean + loss).abs() < 1e-3 * loss, "{mean} and {loss}");

    for codes in ["codes.npy", "codes.npz"] {
        succeed(&["decode", "run", codes, "--out", "images.npy"], at);
    }
    assert_eq!(std::fs::metadata(at.join("images.npy")).unwrap().len(), 128 + 1000 * 784 * 4);
    succeed(&["decode", "run", "codes.npy", "--out", "images.png"], at);
    let between = ["interpolate", "run", "--from", "3", "--to", "8", "--steps", "6"];
    succeed(&[&between[..], &["--out", "between.png"]].concat(), at);
    assert_eq!(image::image_dimensions(at.join("between.png")).unwrap(), (168, 37));
    succeed(&[&between[..], &["--out", "between.npy"]].concat(), at);

    assert!(fail(&["encode", "run", "--out", "codes.txt"], at).contains(".npy, .npz, .csv"));
    let said = fail(&["decode", "run", "codes.csv", "--out", "a.png"], at);
    assert!(said.contains("codes.csv") && said.contains("give .npy"), "{said}");
    assert!(fail(&["decode", "run", "images.npy", "--out", "a.png"], at).contains("[N, 2]"));
    let past = ["interpolate", "run", "--from", "3", "--to", "1000", "--out", "a.png"];
    assert!(fail(&past, at).contains("test images 0 to 999"));
}

#[test]
fn what_is_exported_is_imported_as_the_same_model() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    trained(at);
    succeed(&["export", "run", "--to", "mine.safetensors"], at);
    assert!(
        std::fs::read_to_string(at.join("mine.py")).unwrap().contains("PIXELS, LATENT = 784, 2")
    );
    let import = ["import", "mine.safetensors", "--dataset", "synthetic-digits", "--out", "again"];
    succeed(&import, at);
    let evaluate = |run: &str| succeed(&["evaluate", run, "--json"], at);
    assert_eq!(evaluate("run"), evaluate("again"));
    assert!(fail(&import, at).contains("already holds a run"));
    assert!(fail(&["export", "run", "--to", "mine.onnx"], at).contains(".safetensors"));
}

#[test]
fn a_model_of_pytorchs_is_a_run_like_others() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests/fixtures");
    let file = fixtures.join("pythae.pth");
    let said = succeed(&["import", file.to_str().unwrap(), "--out", "theirs"], at);
    assert!(said.contains("36-8-3-8-36"), "{said}");
    succeed(&["sample", "theirs", "--count", "4", "--out", "sample.png"], at);
    assert!(fail(&["evaluate", "theirs"], at).contains("--data PATH"));
    let picture = image::GrayImage::new(5, 4);
    std::fs::create_dir(at.join("pictures")).unwrap();
    for name in ["a.png", "b.png"] {
        picture.save(at.join("pictures").join(name)).unwrap();
    }
    let said = fail(&["evaluate", "theirs", "--data", "pictures"], at);
    assert!(said.contains("pictures, of 4×5") && said.contains("images of 6×6"), "{said}");
    let wrong = fixtures.join("classifier.pt");
    let said = fail(&["import", wrong.to_str().unwrap(), "--out", "other"], at);
    assert!(said.contains("2.weight [10, 8]") && !at.join("other").exists(), "{said}");
}
