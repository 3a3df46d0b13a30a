//! Long runs do not grow.

mod support;

use std::ops::ControlFlow;

use support::{digits, small_vae};
use vae_core::{TrainConfig, Trainer, Vae};
use vae_testing::{peak_memory, resident_memory};

/// The memory after the run less that after a tenth of it.
fn growth_over_epochs(epochs: usize) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let config = TrainConfig { epochs, ..TrainConfig::default() };
    let trainer = Trainer::new(small_vae(0), config).unwrap();
    let mut trainer = trainer.saving_to(folder.path()).unwrap();
    let data = digits(100);
    let mut after_a_tenth = None;
    trainer
        .fit_with(&data, Some(&data), |progress| {
            if progress.record.epoch == epochs / 10 {
                after_a_tenth = resident_memory();
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    Some(resident_memory()? - after_a_tenth?)
}

/// The most memory that reading a model takes whose configuration asks for 4 GB of weights.
fn peak_of_an_absurd_config() -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    small_vae(0).save(folder.path()).unwrap();
    let path = folder.path().join("config.json");
    let mut config: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let widths = serde_json::json!([16_384, 16_384]);
    config["model"]["architecture"]["mlp"]["encoder"] = widths.clone();
    config["model"]["architecture"]["mlp"]["decoder"] = widths;
    config["model"]["latent"] = 16_384.into();
    std::fs::write(&path, config.to_string()).unwrap();
    peak_of(|| {
        let error = Vae::load(folder.path()).unwrap_err().to_string();
        assert!(error.contains("encoder.hidden1.weight has shape [32, 784]"), "{error}");
    })
}

/// The most memory that `work` took, beyond what there was before.
fn peak_of(work: impl FnOnce()) -> Option<f64> {
    let before = resident_memory();
    let reset = std::fs::write("/proc/self/clear_refs", "5").ok(); // VmHWM starts anew
    work();
    reset.and(Some(peak_memory()? - before?))
}

#[test]
fn memory_is_bounded() {
    let (Some(growth), Some(absurd)) = (growth_over_epochs(1_000), peak_of_an_absurd_config())
    else {
        vae_testing::skipped("no /proc/self/status here");
        return;
    };
    println!("1,000 epochs {growth:.1}, 4 GB that are not there {absurd:.1} MB");
    assert!(growth < 8.0, "1,000 epochs took {growth:.1} MB");
    assert!(absurd < 60.0, "4 GB of weights that are not there took {absurd:.1} MB");
}
