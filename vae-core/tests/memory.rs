//! Long runs do not grow, and large sets stay on the disk.

mod support;

use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use support::{digits, small_vae};
use vae_core::dataset::{ImageFile, ImageSet};
use vae_core::{Source, TrainConfig, Trainer, Vae};
use vae_testing::{peak_memory, resident_memory};

/// An IDX file of `thousands` thousand images.
fn write_images(path: &Path, thousands: u32) {
    let pixels: Vec<u8> = digits(1_000).images().flatten(0, -1).try_into().unwrap();
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    for word in [0x0803, 1_000 * thousands, 28, 28] {
        file.write_all(&word.to_be_bytes()).unwrap();
    }
    for _ in 0..thousands {
        file.write_all(&pixels).unwrap();
    }
    file.flush().unwrap();
}

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

/// The most memory that an epoch over a file and its codes takes.
fn peak_over_a_file(thousands: u32) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images");
    write_images(&path, thousands);
    let images = ImageFile::open(&path, Source::Other("many digits".into())).unwrap();
    let config = TrainConfig { epochs: 1, batch_size: 1_000, ..TrainConfig::default() };
    peak_of(|| {
        let mut trainer = Trainer::new(small_vae(0), config).unwrap();
        trainer.fit(&images, Some(&images)).unwrap();
        let z = trainer.vae().encode_set(&images).unwrap();
        assert_eq!(z.size()[0], images.len() as i64);
    })
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
    let (Some(growth), Some(peak), Some(absurd)) =
        (growth_over_epochs(1_000), peak_over_a_file(100), peak_of_an_absurd_config())
    else {
        vae_testing::skipped("no /proc/self/status here");
        return;
    };
    println!(
        "1,000 epochs {growth:.1}, a file of 78 MB {peak:.1}, 4 GB that are not there {absurd:.1} MB"
    );
    assert!(growth < 8.0, "1,000 epochs took {growth:.1} MB");
    assert!(peak < 60.0, "a file of 78 MB took {peak:.1} MB");
    assert!(absurd < 60.0, "4 GB of weights that are not there took {absurd:.1} MB");
}
