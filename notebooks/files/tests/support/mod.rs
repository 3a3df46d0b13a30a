//! What several tests need.
#![allow(dead_code)] // each uses a part

use std::path::{Path, PathBuf};
use std::process::Command;

use vae_core::dataset::checkout;
use vae_core::model::Architecture;
use vae_core::{ImageShape, Vae, VaeConfig};

/// A Python with certain packages.
pub struct Python(PathBuf);

/// The one that `VAE_PYTHON` names, set-up's, or that of the measurements; none, and a word about
/// it, where they have not all packages.
pub fn python(packages: &str) -> Option<Python> {
    let named = std::env::var_os("VAE_PYTHON").map(PathBuf::from);
    let ours = [".venv/bin/python", "target/bench/pytorch/bin/python"];
    let candidates = named.into_iter().chain(ours.map(|path| checkout().join(path)));
    let found = candidates.into_iter().find(|path| {
        let import = Command::new(path).args(["-c", &format!("import {packages}")]).output();
        import.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        vae_testing::skipped(&format!("no Python with {packages}"));
    }
    found.map(Python)
}

impl Python {
    /// Runs a program in a folder; it must end well.
    pub fn run(&self, folder: &Path, program: &str) {
        let output = Command::new(&self.0)
            .args(["-c", program])
            .current_dir(folder)
            .env("PYTHONPATH", folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A model of three latent dimensions.
pub fn tiny_model(image: ImageShape) -> Vae {
    let architecture = Architecture::mlp([9, 7]);
    Vae::new(VaeConfig { image, latent: 3, architecture, ..VaeConfig::default() }, 0).unwrap()
}
