//! The `vae` program as its user meets it.

#[path = "support/program.rs"]
mod program;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use program::{succeed, vae};

/// Fails with exit code 1 or 2 and returns what stood on stderr.
fn fail(arguments: &[&str], folder: &Path) -> String {
    let output = vae(arguments, folder);
    let code = output.status.code();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(code, Some(1 | 2)), "vae {arguments:?}: {code:?} {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

fn train<'a>(epochs: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["train", "--dataset", "synthetic-digits", "--latent", "2"];
    arguments.extend(["--hidden", "16", "--train-size", "300", "--epochs", epochs]);
    arguments.extend(["--out", "run"]);
    arguments.extend(more);
    arguments
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_run_is_trained_resumed_evaluated_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let log = succeed(&train("2", &[]), at);
    assert!(log.contains("epoch 2/2") && log.contains("synthetic digits"), "{log}");
    succeed(&train("3", &["--resume"]), at);

    let history = json(&at.join("run/history.json"));
    assert_eq!(history.as_array().unwrap().len(), 3);
    let last = &history[2];
    let sum = last["reconstruction"].as_f64().unwrap() + last["kl"].as_f64().unwrap();
    assert!((last["loss"].as_f64().unwrap() - sum).abs() < 1e-9);
    let config = json(&at.join("run/config.json"));
    assert_eq!(config["dataset"], "synthetic-digits");
    assert_eq!(config["model"]["latent"], 2);

    let evaluation: Value =
        serde_json::from_str(&succeed(&["evaluate", "run", "--json"], at)).unwrap();
    assert_eq!(evaluation["test_loss"], last["test_loss"]);

    let strip = 9; // below synthetic images, saying so
    for (command, width, height) in [("sample", 224, 224), ("reconstruct", 280, 56)] {
        succeed(&[command, "run", "--out", "image.png"], at);
        let size = image::image_dimensions(at.join("image.png")).unwrap();
        assert_eq!(size, (width, height + strip), "{command}");
    }
    succeed(&["manifold", "run", "--side", "5", "--out", "image.png"], at);
    let size = image::image_dimensions(at.join("image.png")).unwrap();
    assert_eq!(size, (140, 140 + strip));
}

#[test]
fn wrong_uses_end_in_messages() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let cases: [(&[&str], &str); 8] = [
        (&["train", "--out", "x"], "--dataset"),
        (&["train", "--dataset", "cifar", "--out", "x"], "choose one of mnist"),
        (&["train", "--dataset", "synthetic-digits", "--latent", "0", "--out", "x"], "latent = 0"),
        (&["train", "--dataset", "synthetic-digits", "--epochs", "0", "--out", "x"], "epochs = 0"),
        (&["train", "--dataset", "synthetic-digits", "--lr", "nan", "--out", "x"], "learning_rate"),
        (&["train", "--resume", "--out", "nowhere"], "nowhere"),
        (&["evaluate", "nowhere"], "nowhere"),
        (&["manifold", "nowhere", "--out", "x.png"], "nowhere"),
    ];
    for (arguments, part) in cases {
        let errors = fail(arguments, at);
        assert!(errors.contains(part), "vae {arguments:?}: {errors}");
    }
}

#[test]
fn missing_data_names_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vae"))
        .args(["train", "--dataset", "mnist", "--out", "run"])
        .current_dir(folder.path())
        .env("VAE_DATA", folder.path())
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("vae data fetch"), "{errors}");
}

#[test]
fn an_edited_config_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    succeed(&train("1", &[]), at);
    let path = at.join("run/config.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let edits = [
        ("\"latent\": 2", "\"latent\": 3", "encoder.mu.weight"),
        ("\"latent\": 2", "\"latent\": 0", "latent = 0"),
        ("\"latent\": 2", "\"latent\": 9999999999", "latent = 9999999999"),
        ("\"latent\"", "\"lattent\"", "lattent"),
        ("\"format\": 1", "\"format\": 7", "format is 7"),
        ("{", "", "line 2"),
    ];
    for (from, to, part) in edits {
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let errors = fail(&["evaluate", "run"], at);
        assert!(errors.contains(part), "{from} → {to}: {errors}");
    }
}

#[test]
fn a_damaged_weight_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    succeed(&train("1", &[]), at);
    let path = at.join("run/model.safetensors");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let errors = fail(&["evaluate", "run"], at);
    assert!(errors.contains("model.safetensors"), "{errors}");
}

#[test]
fn another_run_is_not_overwritten_and_a_resumed_one_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    succeed(&train("1", &[]), at);
    assert!(fail(&train("1", &[]), at).contains("already holds a run"));
    let errors = fail(&["train", "--resume", "--latent", "5", "--out", "run"], at);
    assert!(errors.contains("--latent = 5") && errors.contains('2'), "{errors}");
}

#[test]
fn a_run_killed_before_its_config_was_written_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    succeed(&train("1", &[]), at);
    for file in ["config.json", "history.json", "model.safetensors"] {
        std::fs::remove_file(at.join("run").join(file)).unwrap();
    }
    succeed(&["train", "--resume", "--epochs", "2", "--out", "run"], at);
    assert_eq!(json(&at.join("run/history.json")).as_array().unwrap().len(), 2);
}

#[test]
fn help_shows_every_command() {
    let help = succeed(&["--help"], Path::new("."));
    for command in ["train", "evaluate", "sample", "reconstruct", "manifold", "data"] {
        assert!(help.contains(command), "{help}");
    }
    assert!(succeed(&["train", "--help"], Path::new(".")).contains("--resume"));
}

/// What a model and its training can be made of, each said by a flag, kept in the run's
/// configuration, and gone on with.
#[test]
fn every_part_is_a_flag_and_stands_in_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let cases: &[(&[&str], &[&str], &str)] = &[
        (
            &["--hidden", "20,10", "--activation", "tanh", "--init", "xavier"],
            &["model.architecture.mlp.encoder=[20,10]", "model.architecture.mlp.decoder=[10,20]"],
            "784-20-10-2-10-20-784, tanh",
        ),
        (
            &["--architecture", "conv", "--channels", "4,6", "--activation", "gelu"],
            &["model.architecture.conv.channels=[4,6]"],
            "784-4c-6c-2-6c-4c-784, gelu",
        ),
        (
            &["--hidden", "12", "--likelihood", "gaussian", "--sigma", "0.3"],
            &["model.likelihood.gaussian.sigma=0.3"],
            "784-12-12-2-12-12-784, gaussian",
        ),
        (
            &["--hidden", "12", "--posterior", "planar-flow", "--flows", "2"],
            &["model.posterior.planar-flow.length=2"],
            "planar flow of 2",
        ),
        (
            &["--hidden", "12", "--beta", "4", "--warm-up", "2", "--free-bits", "0.1"],
            &["training.objective.elbo.beta=4.0", "training.objective.elbo.warm_up=2"],
            "epoch 1/1",
        ),
        (
            &["--hidden", "12", "--objective", "iwae", "--samples", "3", "--dreg", "--binarise"],
            &["training.objective.iwae.samples=3", "training.binarise=true"],
            "epoch 1/1",
        ),
        (
            &["--hidden", "12", "--adam-beta1", "0.99", "--adam-epsilon", "1e-4", "--no-shuffle"],
            &["training.adam.beta1=0.99", "training.adam.epsilon=0.0001", "training.shuffle=false"],
            "epoch 1/1",
        ),
    ];
    for (i, (flags, entries, said)) in cases.iter().enumerate() {
        let run = format!("run-{i}");
        let mut begin = vec!["train", "--dataset", "synthetic-digits", "--train-size", "120"];
        begin.extend(["--epochs", "1", "--out", &run]);
        begin.extend(*flags);
        let output = succeed(&begin, folder.path());
        assert!(output.contains(said), "{flags:?}: {output}");
        let config = std::fs::read(folder.path().join(&run).join("config.json")).unwrap();
        let config: Value = serde_json::from_slice(&config).unwrap();
        for entry in *entries {
            let (path, wanted) = entry.split_once('=').unwrap();
            let found = &config[path.split('.').next().unwrap()];
            let found = path.split('.').skip(1).fold(found, |value, key| &value[key]);
            assert_eq!(found.to_string(), wanted, "{path} of {config}");
        }
        let mut resume = vec!["train", "--resume", "--epochs", "2", "--out", &run];
        resume.extend(*flags);
        assert!(succeed(&resume, folder.path()).contains("epoch 2/2"), "{flags:?}");
        succeed(&["evaluate", &run], folder.path());
        succeed(&["sample", &run, "--count", "4", "--out", "sample.png"], folder.path());
    }
}

#[test]
fn what_does_not_fit_together_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    for (flags, reason) in [
        (&["--architecture", "conv", "--hidden", "5"][..], "it is for --architecture mlp"),
        (&["--channels", "5"], "it is for --architecture conv"),
        (&["--sigma", "0.1"], "it is for --likelihood gaussian"),
        (&["--flows", "3"], "it is for --posterior planar-flow"),
        (&["--objective", "iwae", "--beta", "2"], "it weighs the KL of --objective elbo"),
        (&["--dreg"], "it is for --objective iwae"),
        (&["--posterior", "planar-flow", "--free-bits", "1"], "only a Gaussian posterior"),
        (&["--likelihood", "gaussian", "--sigma", "0"], "choose a number from 0.001"),
        (&["--hidden", "0"], "choose a number from 1"),
        (&["--activation", "sine"], "choose relu, tanh, softplus or gelu"),
        (&["--likelihood", "poisson"], "choose bernoulli, continuous-bernoulli"),
    ] {
        let mut arguments = vec!["train", "--dataset", "synthetic-digits", "--out", "run"];
        arguments.extend(flags);
        let errors = fail(&arguments, folder.path());
        assert!(errors.contains(reason), "{flags:?}: {errors}");
        assert!(!folder.path().join("run").exists(), "{flags:?} left a folder");
    }
}

#[test]
fn files_have_the_rights_that_the_umask_leaves() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_vae");
    let script = format!(
        "umask 027; '{program}' train --dataset synthetic-faces --hidden 8 --train-size 50 \
         --epochs 1 --out run && '{program}' sample run --count 1 --out run/sample.png"
    );
    let status = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output();
    assert!(status.unwrap().status.success());
    for name in ["model.safetensors", "config.json", "checkpoint.safetensors", "sample.png"] {
        let metadata = std::fs::metadata(folder.path().join("run").join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o640, "{name}");
    }
}

/// Files of libtorch's names that are not libtorch's.
#[test]
#[cfg(target_os = "linux")]
fn another_libtorch_on_the_library_path_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["libtorch_cpu.so", "libtorch.so", "libc10.so"] {
        std::fs::write(folder.path().join(name), "not a library").unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_vae"))
        .arg("--version")
        .env("LD_LIBRARY_PATH", folder.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}
