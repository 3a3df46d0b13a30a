//! What version 0.1 wrote is read, evaluated and gone on with, to its own numbers
//! (`fixtures/version-0.1/README.md` says how it was made).

use std::path::{Path, PathBuf};

use serde_json::Value;
use vae_core::dataset::load;
use vae_core::model::Architecture;
use vae_core::{EpochRecord, Random, RunConfig, Source, Trainer, Vae, evaluate};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/version-0.1").join(name)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Equal but for the last bits, which another processor's sums may round otherwise.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * b.abs()
}

#[test]
fn its_models_evaluate_to_the_same_loss() {
    let images = load(&Source::SyntheticDigits, Path::new("")).unwrap().test;
    for name in ["stopped", "finished"] {
        let vae = Vae::load(fixture(name)).unwrap();
        assert_eq!(vae.config().architecture, Architecture::mlp([8, 8]));
        let (ours, theirs) =
            (evaluate(&vae, &images).unwrap(), json(&fixture(name).join("evaluation.json")));
        for (ours, key) in
            [(ours.loss, "test_loss"), (ours.reconstruction, "reconstruction"), (ours.kl, "kl")]
        {
            assert!(close(ours, theirs[key].as_f64().unwrap()), "{name}: {key} {ours}");
        }
    }
}

/// The sheet of six images that its `vae sample` drew, cell by cell.
#[test]
fn its_model_draws_the_same_images() {
    let vae = Vae::load(fixture("finished")).unwrap();
    let images = vae.generate(6, &mut Random::new(0)).unwrap();
    let theirs: Vec<f64> = json(&fixture("finished").join("sample-means.json"))
        .as_array()
        .unwrap()
        .iter()
        .map(|mean| mean.as_f64().unwrap())
        .collect();
    let ours: Vec<f64> = Vec::try_from(images.mean_dim(1, false, tch::Kind::Double)).unwrap();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!((ours - theirs).abs() < 2e-3, "{ours} {theirs}");
    }
}

#[test]
fn its_run_goes_on_inside_the_epoch_and_ends_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    std::fs::create_dir(&run).unwrap();
    for entry in std::fs::read_dir(fixture("stopped")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, run.join(path.file_name().unwrap())).unwrap();
    }
    let mut trainer = Trainer::resume(&run).unwrap();
    assert_eq!(trainer.position(), "epoch 36, batch 60");
    trainer.set_epochs(38).unwrap();
    let data = load(&Source::SyntheticDigits, Path::new("")).unwrap();
    trainer.fit(&data.train, Some(&data.test)).unwrap();

    let theirs = std::fs::read(fixture("finished").join("history.json")).unwrap();
    let theirs: Vec<EpochRecord> = serde_json::from_slice(&theirs).unwrap();
    let ours = &trainer.history().epochs;
    assert_eq!(ours.len(), theirs.len());
    assert_eq!(ours[..35], theirs[..35], "what was behind it");
    for (ours, theirs) in ours.iter().zip(&theirs).skip(35) {
        let [loss, test] =
            [(ours.loss, theirs.loss), (ours.test_loss.unwrap(), theirs.test_loss.unwrap())];
        let [reconstruction, kl] = ["reconstruction", "kl"]
            .map(|name| (ours.term(name).unwrap(), theirs.term(name).unwrap()));
        for (ours_is, theirs_is) in [loss, test, reconstruction, kl] {
            // Two hundred steps carry the last bits of another processor's products far.
            let apart = (ours_is - theirs_is).abs() / theirs_is.abs();
            assert!(apart < 1e-3, "epoch {}: {ours_is} {theirs_is}", ours.epoch);
        }
    }
    let finished = Vae::load(fixture("finished")).unwrap();
    for ((name, ours), (_, theirs)) in
        trainer.vae().named_parameters().iter().zip(finished.named_parameters())
    {
        let apart = (*ours - theirs).abs().max().double_value(&[]);
        let largest = theirs.abs().max().double_value(&[]);
        assert!(apart < 0.05 * largest, "{name}: {apart} of {largest}");
    }
    assert_eq!(RunConfig::read(&run).unwrap().train_size, Some(6_000));
}
