//! Images of one's own: from a folder to a trained model, and all that is done with one.

#[path = "support/program.rs"]
mod program;

use std::path::Path;

use image::{GrayImage, Luma, Rgb, RgbImage};
use serde_json::Value;

use program::vae;

fn succeed(arguments: &[&str], folder: &Path) -> String {
    let output = vae(arguments, folder);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "vae {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap() + &errors
}

fn fail(arguments: &[&str], folder: &Path) -> String {
    let output = vae(arguments, folder);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)), "vae {arguments:?}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A coloured disc on a dark ground, another for each number.
fn disc(number: u32, colour: [u8; 3]) -> RgbImage {
    let (x, y) = (8 + number % 16, 8 + number * 7 % 16);
    RgbImage::from_fn(32, 32, |i, j| {
        let far = i.abs_diff(x).pow(2) + j.abs_diff(y).pow(2);
        Rgb(if far < 49 { colour } else { [20, 20, (number % 40) as u8] })
    })
}

/// Two hundred pictures of two classes.
fn pictures(folder: &Path) {
    for (class, colour) in [("blue", [30, 60, 220]), ("red", [220, 40, 30])] {
        std::fs::create_dir_all(folder.join(class)).unwrap();
        for number in 0..100 {
            let path = folder.join(class).join(format!("{number}.png"));
            disc(number, colour).save(path).unwrap();
        }
    }
}

const TRAIN: [&str; 9] =
    ["train", "--data", "pictures", "--latent", "2", "--epochs", "2", "--out", "run"];

#[test]
fn a_folder_of_pictures_is_learnt_from_evaluated_shown_and_moved() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    pictures(&at.join("pictures"));
    let log = succeed(&[&TRAIN[..], &["--hidden", "16"]].concat(), at);
    assert!(log.contains("3072-16-16-2-16-16-3072"), "{log}");
    assert!(log.contains("180 images of pictures to learn from, 20 held out"), "{log}");
    let config = json(&at.join("run/config.json"));
    assert_eq!(config["model"]["image"]["channels"], 3);
    assert_eq!(config["dataset"]["own"]["classes"], serde_json::json!(["blue", "red"]));

    let history = json(&at.join("run/history.json"));
    let evaluation: Value =
        serde_json::from_str(&succeed(&["evaluate", "run", "--json"], at)).unwrap();
    assert_eq!(evaluation["test_loss"], history[1]["test_loss"]);
    for (command, size) in [("reconstruct", (320, 64)), ("sample", (256, 256))] {
        succeed(&[command, "run", "--out", "image.png"], at);
        let image = image::open(at.join("image.png")).unwrap();
        assert_eq!((image.width(), image.height()), size, "{command}");
        assert!(image.color().has_color(), "{command}");
    }
    succeed(&["manifold", "run", "--side", "4", "--out", "image.png"], at);
    succeed(&["train", "--resume", "--epochs", "3", "--out", "run"], at);

    std::fs::rename(at.join("pictures"), at.join("elsewhere")).unwrap();
    let errors = fail(&["evaluate", "run"], at);
    assert!(errors.contains("pictures is not in") && errors.contains("--data PATH"), "{errors}");
    succeed(&["evaluate", "run", "--data", "elsewhere"], at);
    let again = ["train", "--resume", "--data", "elsewhere", "--epochs", "4", "--out", "run"];
    assert!(succeed(&again, at).contains("epoch 4/4"));
    std::fs::remove_file(at.join("elsewhere/red/0.png")).unwrap();
    let errors = fail(&["evaluate", "run", "--data", "elsewhere"], at);
    assert!(errors.contains("others, or more or fewer"), "{errors}");
}

#[test]
fn convolutions_learn_from_colours_and_greys() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    pictures(&at.join("pictures"));
    for (i, more) in
        [&[][..], &["--grey", "--resize", "20x24", "--invert", "--transpose"]].iter().enumerate()
    {
        let run = format!("run-{i}");
        let mut arguments = TRAIN[..8].to_vec();
        arguments.extend([&run, "--architecture", "conv", "--channels", "4,6"]);
        arguments.extend(*more);
        succeed(&arguments, at);
        succeed(&["evaluate", &run], at);
        succeed(&["sample", &run, "--out", "image.png"], at);
        let coloured = image::open(at.join("image.png")).unwrap().color().has_color();
        assert_eq!(coloured, i == 0);
    }
}

#[test]
fn a_resumed_run_of_pictures_has_the_bits_of_one_never_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    pictures(&at.join("pictures"));
    let begin = [&TRAIN[..8], &["whole", "--hidden", "8", "--test-size", "30"]].concat();
    succeed(&begin, at);
    let mut parts = begin.clone();
    (parts[6], parts[8]) = ("1", "parts");
    succeed(&parts, at);
    succeed(&["train", "--resume", "--epochs", "2", "--out", "parts"], at);
    let weights = |run: &str| std::fs::read(at.join(run).join("model.safetensors")).unwrap();
    assert!(weights("whole") == weights("parts"));
}

/// More classes than a byte can count, by folders: from the training to tables and figures.
#[test]
fn three_hundred_folders_are_three_hundred_classes() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for class in 0..300_u32 {
        let inside = at.join(format!("pictures/kind {class}"));
        std::fs::create_dir_all(&inside).unwrap();
        for copy in 0..2 {
            let value = |x, y| Luma([(class * 7 + x * 40 + y * 90 + copy) as u8]);
            GrayImage::from_fn(4, 4, value).save(inside.join(format!("{copy}.png"))).unwrap();
        }
    }
    let more = ["--hidden", "8", "--test-size", "200"];
    succeed(&[&TRAIN[..], &more].concat(), at);
    let classes = json(&at.join("run/config.json"))["dataset"]["own"]["classes"].clone();
    assert_eq!(classes.as_array().unwrap().len(), 300);
    assert_eq!(classes[299], "kind 299");
    succeed(&["evaluate", "run"], at);
    succeed(&["train", "--resume", "--epochs", "3", "--out", "run"], at);
    for name in ["codes.csv", "codes.npz", "codes.parquet"] {
        succeed(&["encode", "run", "--set", "train", "--out", name], at);
    }
    let table = std::fs::read_to_string(at.join("codes.csv")).unwrap();
    let rows: Vec<Vec<&str>> =
        table.lines().skip(1).map(|line| line.split(',').take(3).collect()).collect();
    assert_eq!(rows.len(), 400);
    assert!(rows.iter().all(|row| row[2] == format!("kind {}", row[1])), "{table}");
    assert!(rows.iter().any(|row| row[1].parse::<usize>().unwrap() > 255));
}

#[test]
fn unreadable_pictures_and_duplicates_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let grey = |i: u32| GrayImage::from_fn(8, 8, |x, y| Luma([(x * y * 3 + i) as u8]));
    std::fs::create_dir(at.join("pictures")).unwrap();
    for i in 0..6 {
        grey(i % 5).save(at.join(format!("pictures/{i}.png"))).unwrap();
    }
    std::fs::write(at.join("pictures/notes.txt"), "mine").unwrap();
    let log = succeed(&[&TRAIN[..], &["--hidden", "4"]].concat(), at);
    assert!(log.contains("the same image: ") && log.contains("pictures/5.png"), "{log}");
    assert!(log.contains("no picture: ") && log.contains("notes.txt"), "{log}");

    std::fs::write(at.join("pictures/7.png"), "<!DOCTYPE html>").unwrap();
    let whole = std::fs::read(at.join("pictures/1.png")).unwrap();
    std::fs::write(at.join("pictures/8.png"), &whole[..whole.len() / 2]).unwrap();
    let errors = fail(&[&TRAIN[..8], &["other"]].concat(), at);
    assert!(errors.contains("7.png") && errors.contains("web page"), "{errors}");
    std::fs::remove_file(at.join("pictures/7.png")).unwrap();
    let errors = fail(&[&TRAIN[..8], &["other"]].concat(), at);
    assert!(errors.contains("8.png") && !at.join("other").exists(), "{errors}");
}

#[test]
fn pictures_of_several_sizes_want_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir(at.join("pictures")).unwrap();
    for side in [8, 9, 10] {
        GrayImage::new(side, 8).save(at.join(format!("pictures/{side}.png"))).unwrap();
    }
    let errors = fail(&TRAIN, at);
    assert!(errors.contains("--resize 8x8"), "{errors}");
    succeed(&[&TRAIN[..], &["--resize", "8x8", "--hidden", "4"]].concat(), at);
}

#[test]
fn a_pretrained_model_is_a_run_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let models = succeed(&["models"], at);
    assert!(models.contains("mnist-z2") && models.contains("trained on MNIST"), "{models}");
    succeed(&["sample", "mnist-z2", "--count", "4", "--out", "image.png"], at);
    let errors = fail(&["sample", "mnist-z3", "--out", "image.png"], at);
    assert!(errors.contains("mnist-z2, mnist-z20"), "{errors}");
}
