//! What version 0.1 wrote is read, evaluated and gone on with, to its own numbers
//! (`fixtures/version-0.1/README.md` says how it was made).

mod support;

use std::path::{Path, PathBuf};

use serde_json::Value;
use support::StopAt;
use tch::{Kind, Tensor};
use vae_core::dataset::load;
use vae_core::model::Architecture;
use vae_core::train::State;
use vae_core::{Adam, EpochRecord, Random, RunConfig, Source, Trainer, Vae, evaluate, parse};

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

/// A copy of the run that it left inside an epoch.
fn stopped(folder: &Path) -> PathBuf {
    let run = folder.join("run");
    std::fs::create_dir(&run).unwrap();
    for entry in std::fs::read_dir(fixture("stopped")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, run.join(path.file_name().unwrap())).unwrap();
    }
    run
}

fn checkpoint(run: &Path) -> State {
    parse::checkpoint(&std::fs::read(run.join("checkpoint.safetensors")).unwrap()).unwrap()
}

/// How far a run is from where version 0.1 took it in ten more batches.
#[derive(Debug)]
struct Apart {
    /// The largest distance of a weight.
    weights: f64,
    /// The largest distance of a parameter's moment, as a share of that moment's length.
    moments: f64,
}

impl Apart {
    /// On the processor that version 0.1 ran on, with its one thread, nothing is apart. With other
    /// vector instructions (MKL_ENABLE_INSTRUCTIONS, MKL_CBWR), or two threads, weights were 1.2e-7
    /// apart and moments 2.6e-6.
    fn is_rounding(&self) -> bool {
        self.weights < 1e-6 && self.moments < 1e-4
    }
}

/// Takes the run ten batches on, from a state in which something may have been read wrongly.
fn ten_batches_on(misread: impl FnOnce(&mut State)) -> Apart {
    let folder = tempfile::tempdir().unwrap();
    let run = stopped(folder.path());
    let mut state = checkpoint(&run);
    misread(&mut state);
    let bytes = parse::to_checkpoint(&state).unwrap();
    std::fs::write(run.join("checkpoint.safetensors"), bytes).unwrap();
    let data = load(&Source::SyntheticDigits, Path::new("")).unwrap();
    let mut trainer = Trainer::resume(&run).unwrap();
    let images = StopAt::new(&data.train, 10, &trainer);
    trainer.fit(&images, None).unwrap();

    let (ours, theirs) = (checkpoint(&run), checkpoint(&fixture("ten-batches-later")));
    let weights = ours.vae.parameters().into_iter().zip(theirs.vae.parameters());
    let moments = all_moments(&ours.adam).into_iter().zip(all_moments(&theirs.adam));
    let largest = |t: Tensor| t.abs().max().double_value(&[]);
    let length = |t: &Tensor| t.square().sum(Kind::Double).double_value(&[]).sqrt();
    Apart {
        weights: weights.map(|(a, b)| largest(a - b)).fold(0.0, f64::max),
        moments: moments.map(|(a, b)| length(&(a - b)) / length(b)).fold(0.0, f64::max),
    }
}

fn all_moments(adam: &Adam) -> Vec<&Tensor> {
    let (first, second) = adam.moments();
    first.iter().chain(second).collect()
}

/// Reads Adam's state otherwise than it was written.
fn misread_adam(state: &mut State, steps: i64, first: f64, second: f64) {
    let adam = &state.adam;
    let (m, v) = adam.moments();
    let times = |all: &[Tensor], factor: f64| all.iter().map(|t| t * factor).collect();
    let moments = (times(m, first), times(v, second));
    let steps = adam.steps().checked_add_signed(steps).unwrap();
    state.adam = Adam::resume(adam.config(), steps, moments).unwrap();
}

fn move_on(state: &mut State, batches: usize, words: u64) {
    let progress = state.progress.as_mut().unwrap();
    progress.batches += batches;
    progress.noise += words;
}

#[test]
fn its_run_goes_on_as_its_own_program_took_it_on() {
    let apart = ten_batches_on(|_| ());
    assert!(apart.is_rounding(), "{apart:?}");
}

/// What is misread, and how.
type Misreading = (&'static str, fn(&mut State));

/// What the test above would let pass, it would not be worth much.
#[test]
fn what_is_misread_by_a_hundredth_or_by_one_batch_shows() {
    let all: [Misreading; 6] = [
        ("the first moment", |state| misread_adam(state, 0, 0.99, 1.0)),
        ("the second moment", |state| misread_adam(state, 0, 1.0, 0.99)),
        ("no first moment", |state| misread_adam(state, 0, 0.0, 1.0)),
        ("a skipped batch", |state| {
            misread_adam(state, 1, 1.0, 1.0);
            move_on(state, 1, 0);
        }),
        ("noise of the next number", |state| move_on(state, 0, 2)),
        ("noise of the next batch", |state| move_on(state, 0, 360)),
    ];
    for (what, misread) in all {
        let apart = ten_batches_on(misread);
        assert!(!apart.is_rounding(), "{what}: {apart:?}");
    }
}

/// In the sixteenth batch from there on, a unit of the decoder's second layer stands at the bend of
/// its ReLU within the last bit of a number, and processors go on by either of two ways, which end
/// 0.015 nats and 0.0009 of the weights' length apart: the rounding of one machine cannot be asked
/// of another after it.
#[test]
fn its_run_ends_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let run = stopped(folder.path());
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
        let nats = |record: &EpochRecord| {
            let [reconstruction, kl] = ["reconstruction", "kl"].map(|name| record.term(name));
            [Some(record.loss), record.test_loss, reconstruction, kl].map(Option::unwrap)
        };
        for (ours_is, theirs_is) in nats(ours).into_iter().zip(nats(theirs)) {
            let apart = (ours_is - theirs_is).abs();
            assert!(apart < 0.03, "epoch {}: {ours_is} {theirs_is}", ours.epoch);
        }
    }
    let finished = Vae::load(fixture("finished")).unwrap();
    let all = |vae: &Vae| {
        let flat: Vec<_> = vae.parameters().iter().map(|t| t.detach().view(-1)).collect();
        Tensor::cat(&flat, 0)
    };
    let (ours, theirs) = (all(trainer.vae()), all(&finished));
    let share = ((ours - &theirs).norm() / theirs.norm()).double_value(&[]);
    assert!(share < 0.002, "{share}");
    assert_eq!(RunConfig::read(&run).unwrap().train_size, Some(6_000));
}
