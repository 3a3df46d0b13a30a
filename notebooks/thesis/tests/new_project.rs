//! A crate of the user's own, made by `vae new`, builds and runs by itself.

use std::path::Path;
use std::process::Command;

use vae_core::dataset::checkout;

fn vae_new(name: &str, folder: &Path) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_vae"))
        .args(["new", name])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn a_new_crate_builds_and_runs_without_exported_variables() {
    if !checkout().join(".cargo/config.toml").exists() {
        vae_testing::skipped("the checkout is not set up");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (made, said) = vae_new("my-project", folder.path());
    assert!(made, "{said}");
    let project = folder.path().join("my-project");
    let notebook = std::fs::read(project.join("notebook.ipynb")).unwrap();
    let notebook: serde_json::Value = serde_json::from_slice(&notebook).unwrap();
    assert_eq!(notebook["metadata"]["kernelspec"]["name"], "rust-vae");
    let output = Command::new("cargo")
        .args(["run", "--release", "--offline", "--quiet"])
        .current_dir(&project)
        .env_remove("LIBTORCH")
        .env_remove("LD_LIBRARY_PATH")
        // Most of what it depends on lies there, compiled with the crates.
        .env("CARGO_TARGET_DIR", checkout().join("target"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("epoch 5/5") && said.contains("test loss"), "{said}");
    assert!(project.join("my-run/model.safetensors").exists());
}

#[test]
fn names_that_make_no_crate_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["3d", "my project", "a.b"] {
        let (made, said) = vae_new(name, folder.path());
        assert!(!made && said.contains("begins with a letter"), "{said}");
    }
    std::fs::create_dir(folder.path().join("there")).unwrap();
    assert!(vae_new("there", folder.path()).1.contains("it is there already"));
    assert!(std::fs::read_dir(folder.path()).unwrap().count() == 1);
}
