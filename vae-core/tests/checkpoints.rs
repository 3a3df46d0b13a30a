//! Checkpoints that are damaged, cut short by a full disk, or come from strangers.

mod support;

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use support::{bits, digits, small_trainer, small_vae, timeless};
use vae_core::{RunConfig, Trainer, Vae, parse};

const NEWEST: &str = "checkpoint.safetensors";
const PREVIOUS: &str = "checkpoint.previous.safetensors";

/// A folder of a finished run of two epochs, with both checkpoints.
fn run() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let trainer = small_trainer(2).saving_to(folder.path()).unwrap();
    let mut trainer = trainer.saving_every(std::time::Duration::ZERO);
    trainer.fit(&digits(250), None).unwrap();
    assert!(folder.path().join(PREVIOUS).exists());
    folder
}

fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_checkpoint_is_replaced_by_the_one_before() {
    let (folder, data) = (run(), digits(250));
    let whole = Trainer::resume(folder.path()).unwrap();
    let (weights, history) = (bits(whole.vae()), timeless(&whole.history().epochs));
    assert_eq!(whole.note(), None);
    drop(whole);

    damage(&folder.path().join(NEWEST));
    let mut trainer = Trainer::resume(folder.path()).unwrap();
    assert_eq!(trainer.position(), "epoch 2, batch 3");
    let note = trainer.note().unwrap();
    assert!(note.contains("SHA-256") && note.contains("epoch 2, batch 3"), "{note}");
    assert!(note.contains("checkpoint.damaged.safetensors"), "{note}");
    trainer.fit(&data, None).unwrap();
    assert_eq!(bits(trainer.vae()), weights);
    assert_eq!(timeless(&trainer.history().epochs), history);
    drop(trainer);
    assert_eq!(Trainer::resume(folder.path()).unwrap().position(), "epoch 2");
}

#[test]
fn a_kill_between_the_two_renames_loses_nothing() {
    let folder = run();
    std::fs::remove_file(folder.path().join(NEWEST)).unwrap();
    assert!(Trainer::can_resume(folder.path()));
    let trainer = Trainer::resume(folder.path()).unwrap();
    assert!(trainer.note().unwrap().contains("the checkpoint before the newest"));
}

#[test]
fn two_damaged_checkpoints_are_an_error_and_stay() {
    let folder = run();
    for name in [NEWEST, PREVIOUS] {
        damage(&folder.path().join(name));
    }
    let error = Trainer::resume(folder.path()).unwrap_err().to_string();
    assert!(error.contains(NEWEST) && error.contains("SHA-256"), "{error}");
    assert!(folder.path().join(NEWEST).exists());
}

#[test]
fn what_a_killed_write_left_is_cleared_away() {
    let folder = run();
    let half = folder.path().join(".writing-abc");
    std::fs::write(&half, "half").unwrap();
    Trainer::resume(folder.path()).unwrap();
    assert!(!half.exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = small_trainer(1).saving_to(file.join("run")).unwrap_err();
    assert!(error.to_string().contains("cannot create the folder"), "{error}");
}

/// A tensor's name, type, shape and bytes.
type Raw = (String, Dtype, Vec<usize>, Vec<u8>);

/// The weights of a small model, changed by somebody.
fn changed(change: impl FnOnce(&mut Vec<Raw>)) -> String {
    let vae = small_vae(0);
    let bytes = parse::to_model(&vae).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let raw = |(name, view): (&str, TensorView)| -> Raw {
        (name.into(), view.dtype(), view.shape().to_vec(), view.data().to_vec())
    };
    let mut tensors: Vec<Raw> = file.iter().map(raw).collect();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    change(&mut tensors);
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (name.clone(), TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    let bytes = serialize(views, None::<HashMap<String, String>>).unwrap();
    parse::model(&RunConfig::of(&vae), &bytes).map_or_else(|e| e.to_string(), |_| "fine".into())
}

/// The first tensor by name is `decoder.hidden1.bias`, of 32 numbers.
#[test]
fn what_is_wrong_with_a_stranger_s_weights_is_named() {
    let name = "decoder.hidden1.bias";
    assert_eq!(changed(|_| {}), "fine");
    let missing = changed(|tensors| drop(tensors.remove(0)));
    assert!(missing.contains(&format!("{name} is missing")), "{missing}");
    let extra = changed(|tensors| tensors.push(("x".into(), Dtype::F32, vec![1], vec![0; 4])));
    assert!(extra.contains("unknown tensor, x"), "{extra}");
    let shape = changed(|tensors| tensors[0].2 = vec![4, 8]);
    assert!(shape.contains(&format!("{name} has shape [4, 8]")), "{shape}");
    let dtype = changed(|tensors| tensors[0].1 = Dtype::I32);
    assert!(dtype.contains(&format!("{name} holds I32")), "{dtype}");
    let empty = changed(|t| t.push(("y".into(), Dtype::F32, vec![0, usize::MAX], vec![])));
    assert!(empty.contains("the tensor y has shape [0, "), "{empty}");
    for number in [f32::NAN, f32::INFINITY] {
        let infinite = changed(|t| t[0].3[..4].copy_from_slice(&number.to_le_bytes()));
        assert!(infinite.contains(&format!("{name} holds numbers that are not finite")));
    }
}

#[test]
fn weights_of_other_precisions_are_read_as_far_as_float32_holds_them() {
    let numbers = |raw: &Raw| -> Vec<f32> {
        raw.3.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    };
    let to_double = |tensors: &mut Vec<Raw>, factor: f64| {
        let doubles = numbers(&tensors[0]).into_iter().map(|n| (f64::from(n) + 1e-3) * factor);
        tensors[0].3 = doubles.flat_map(f64::to_le_bytes).collect();
        tensors[0].1 = Dtype::F64;
    };
    assert_eq!(changed(|tensors| to_double(tensors, 1.0)), "fine");
    let large = changed(|tensors| to_double(tensors, 1e300));
    assert!(large.contains("decoder.hidden1.bias holds numbers too large for float32"), "{large}");
    let halved = changed(|tensors| {
        tensors[0].3 = tensors[0].3.chunks_exact(4).flat_map(|b| [b[2], b[3]]).collect();
        tensors[0].1 = Dtype::BF16;
    });
    assert_eq!(halved, "fine");
}

#[test]
fn weights_by_another_name_are_answered_by_what_reads_them() {
    for prefix in ["module.", "_orig_mod."] {
        let said = changed(|all| all.iter_mut().for_each(|t| t.0.insert_str(0, prefix)));
        let there = format!("there are {prefix}decoder.hidden1.bias and others; `vae import`");
        assert!(said.contains(&there), "{said}");
    }
}

#[test]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    small_vae(0).save(folder.path()).unwrap();
    for name in ["model.safetensors", "config.json"] {
        let path = folder.path().join(name);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        let error = Vae::load(folder.path()).unwrap_err().to_string();
        assert!(error.contains("this is a folder, not a file"), "{error}");
    }
}

/// A checkpoint whose header was changed by somebody who knows how to make its checksum right.
fn reseal(path: &Path, change: impl Fn(&mut serde_json::Value)) {
    let bytes = std::fs::read(path).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut metadata = header.metadata().clone().unwrap();
    let mut run = serde_json::from_str(&metadata["run"]).unwrap();
    change(&mut run);
    metadata.insert("run".into(), run.to_string());
    let mut changed = serialize(file.tensors(), Some(metadata)).unwrap();
    assert!(parse::reseal(&mut changed));
    std::fs::write(path, changed).unwrap();
}

/// What is whole is not set aside: it is of a newer version, or may not be read just now.
#[test]
fn only_damage_makes_an_older_checkpoint_count() {
    let folder = run();
    let newest = folder.path().join(NEWEST);
    reseal(&newest, |run| run["config"]["format"] = 9.into());
    let before = std::fs::read(&newest).unwrap();
    let error = Trainer::resume(folder.path()).unwrap_err().to_string();
    assert!(error.contains("its format is 9"), "{error}");
    assert_eq!(std::fs::read(&newest).unwrap(), before);

    std::fs::remove_file(&newest).unwrap();
    std::fs::create_dir(&newest).unwrap(); // cannot be read as a file
    assert!(Trainer::resume(folder.path()).is_err());
    assert!(newest.is_dir());
}

#[test]
fn what_was_set_aside_is_never_overwritten() {
    let folder = run();
    let aside = |name: &str| folder.path().join(name);
    for name in ["checkpoint.damaged.safetensors", "checkpoint.damaged-2.safetensors"] {
        let newest = aside(NEWEST);
        damage(&newest);
        let damaged = std::fs::read(&newest).unwrap();
        let mut trainer = Trainer::resume(folder.path()).unwrap();
        assert_eq!(std::fs::read(aside(name)).unwrap(), damaged);
        trainer.save_now().unwrap(); // keeps the one before it as the one before
        drop(trainer);
        std::fs::copy(&newest, aside(PREVIOUS)).unwrap();
    }
}

/// A checkpoint is checked against itself, also where its checksum is right.
#[test]
fn an_impossible_state_is_refused_before_it_is_gone_on_with() {
    for (what, change) in [
        ("steps of Adam", (|run| run["adam_step"] = u64::MAX.into()) as fn(&mut serde_json::Value)),
        ("steps of Adam", |run| run["adam_step"] = 0.into()),
        ("count 1, 2, 3", |run| run["history"][0]["epoch"] = 7.into()),
        ("so much noise", |run| {
            run["history"] = serde_json::json!([run["history"][0]]);
            run["pass"] = serde_json::json!({
                "epoch": 2, "batches": 1, "noise": u64::MAX, "reconstruction": 1.0, "kl": 1.0,
                "seconds": 0.0,
            });
        }),
    ] {
        let folder = run();
        std::fs::remove_file(folder.path().join(PREVIOUS)).unwrap();
        reseal(&folder.path().join(NEWEST), change);
        let error = Trainer::resume(folder.path()).unwrap_err().to_string();
        assert!(error.contains(what), "{what}: {error}");
    }
}

#[test]
fn a_second_moment_below_nought_is_refused() {
    let trainer = small_trainer(1);
    let bytes = parse::to_checkpoint(trainer.state());
    assert!(bytes.is_ok_and(|bytes| parse::checkpoint(&bytes).is_err()), "it has no images yet");
    let folder = run();
    let path = folder.path().join(NEWEST);
    let bytes = std::fs::read(&path).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let minus = (-1.0_f32).to_le_bytes().repeat(2);
    let tensors: Vec<(String, TensorView)> = file
        .tensors()
        .into_iter()
        .map(|(name, view)| match name.as_str() {
            "adam.v.encoder.mu.bias" => {
                (name, TensorView::new(Dtype::F32, vec![2], &minus).unwrap())
            }
            _ => (name, view),
        })
        .collect();
    let mut changed = serialize(tensors, header.metadata().clone()).unwrap();
    assert!(parse::reseal(&mut changed));
    let error = parse::checkpoint(&changed).unwrap_err().to_string();
    assert!(error.contains("Adam's second moment = -1"), "{error}");
}

/// Files keep float32: what would come back as something else is not written.
#[test]
fn double_precision_is_learnt_in_and_refused_where_it_would_be_lost() {
    let double = || small_vae(0).to_kind(tch::Kind::Double).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let begin = || Trainer::new(double(), small_trainer(1).config().clone()).unwrap();
    for error in [
        begin().saving_to(folder.path().join("run")).unwrap_err(),
        double().save(folder.path().join("model")).unwrap_err(),
        parse::to_checkpoint(begin().state()).unwrap_err(),
    ] {
        assert!(error.to_string().contains("weights are saved as float32"), "{error}");
    }
    let mut trainer = begin();
    trainer.fit(&digits(100), None).unwrap();
    assert_eq!(trainer.vae().kind(), tch::Kind::Double);
    let mut single = small_trainer(1);
    single.fit(&digits(100), None).unwrap();
    for (wide, narrow) in trainer.vae().parameters().iter().zip(single.vae().parameters()) {
        let rounded = wide.to_kind(tch::Kind::Float);
        assert!(rounded.allclose(narrow, 1e-3, 1e-5, false));
        assert!(!wide.equal(&rounded.to_kind(tch::Kind::Double)), "no digit beyond float32");
    }
}
