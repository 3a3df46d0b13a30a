//! More images than memory is given: the same run, from a file that is mapped into memory.

#[allow(dead_code)] // only some of its formats
#[path = "../../files/tests/support/files.rs"]
mod files;
#[path = "support/program.rs"]
mod program;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use files::{gzip, idx, npy, npz};
use image::{Rgb, RgbImage};

/// 47 MB of pixels, no two images alike.
const COUNT: u32 = 60_000;
const MEGABYTES: f64 = 47.0;

fn pixels() -> Vec<u8> {
    let image = |i: u32| {
        (0..784).map(move |at| if at < 4 { (i >> (8 * at)) as u8 } else { (at % 251) as u8 })
    };
    (0..COUNT).flat_map(image).collect()
}

/// Trains for an epoch; returns the most memory, in MB, that the process held of its own, without
/// the pages of files, which the system takes away when it needs their room.
fn train(at: &Path, data: &str, mebibytes: u32, run: &str) -> Option<f64> {
    let arguments = ["train", "--data", data, "--hidden", "4", "--batch", "1000", "--epochs", "1"];
    let mut child = program::command(&arguments, at)
        .args(["--test-size", "100", "--out", run])
        .env("VAE_MEMORY", mebibytes.to_string())
        .env("VAE_CACHE", at.join("cache"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most: Option<f64> = None;
    let outcome = loop {
        if let Some(outcome) = child.try_wait().unwrap() {
            break outcome;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let found = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let now = found.and_then(|kb| kb.trim().trim_end_matches(" kB").parse::<f64>().ok());
        most = now.map(|kb| most.unwrap_or(0.0).max(kb / 1000.0)).or(most);
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(outcome.success(), "{data} in {mebibytes} MiB");
    most
}

fn weights(at: &Path, run: &str) -> Vec<u8> {
    std::fs::read(at.join(run).join("model.safetensors")).unwrap()
}

#[test]
fn more_images_than_memory_are_learnt_from_with_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (pixels, shape) = (pixels(), format!("({COUNT}, 28, 28)"));
    let plain = idx(8, &[COUNT, 28, 28], &pixels);
    std::fs::write(at.join("a.npy"), npy("|u1", &shape, &pixels)).unwrap();
    std::fs::write(at.join("b.npz"), npz(&[("x", npy("|u1", &shape, &pixels))])).unwrap();
    std::fs::write(at.join("c.gz"), gzip(&plain)).unwrap();
    std::fs::write(at.join("d.idx"), plain).unwrap();
    drop(pixels);
    let Some(held) = train(at, "a.npy", 1_000, "held") else {
        vae_testing::skipped("no RssAnon in /proc here");
        return;
    };
    for data in ["a.npy", "b.npz", "c.gz", "d.idx"] {
        let run = &data[..1];
        let own = train(at, data, 1, run).unwrap();
        println!("{data}: {own:.0} MB of its own, {held:.0} where they are held in memory");
        assert!(own < held - 0.7 * MEGABYTES, "{data}: {own} MB, held {held} MB");
        assert!(weights(at, run) == weights(at, "held"), "{data}");
    }
    let left = std::fs::read_dir(at.join("cache")).unwrap().count();
    assert_eq!(left, 0, "a file is left in the cache");
}

#[test]
fn more_pictures_than_memory_are_learnt_from_with_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir(at.join("pictures")).unwrap();
    for i in 0..1_000_u32 {
        let picture = RgbImage::from_fn(128, 128, |x, _| Rgb([i as u8, (i >> 8) as u8, x as u8]));
        picture.save(at.join(format!("pictures/{i}.png"))).unwrap();
    }
    let (held, own) = (train(at, "pictures", 1_000, "held"), train(at, "pictures", 1, "own"));
    assert!(weights(at, "own") == weights(at, "held"));
    let (Some(held), Some(own)) = (held, own) else {
        vae_testing::skipped("no RssAnon in /proc here");
        return;
    };
    println!("pictures: {own:.0} MB of its own, {held:.0} where they are held in memory");
    assert!(own < held - 0.7 * 49.0, "{own} MB, held {held} MB");
}

#[test]
fn what_keeps_images_from_their_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("a.npy"), npy("|u1", "(9, 400, 400)", &[7; 1_440_000])).unwrap();
    std::fs::write(at.join("no-folder"), "").unwrap();
    let said = |memory: &str, cache: &str| {
        let arguments = ["train", "--data", "a.npy", "--hidden", "4", "--epochs", "1"];
        let mut command = program::command(&arguments, at);
        command.args(["--out", "run"]).env("VAE_MEMORY", memory).env("VAE_CACHE", at.join(cache));
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said("much", "cache").contains("VAE_MEMORY = much: say in MiB"));
    let error = said("1", "no-folder");
    assert!(error.contains("no-folder") && error.contains("VAE_CACHE names another"), "{error}");
}
