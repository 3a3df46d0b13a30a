//! Weights that PyTorch saved (`fixtures/make.py`), and files that hold something else.

use std::path::{Path, PathBuf};

use tch::Tensor;
use vae_core::model::Activation;
use vae_core::{ImageShape, Provenance, Vae};
use vae_files::weights::{Import, import, parse, read};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn expected(name: &str) -> Tensor {
    let all = read(fixture("expected.safetensors")).unwrap();
    all.into_iter().find(|t| t.name == name).unwrap().tensor
}

/// How far the ELBO is from PyTorch's, as a share of it.
fn difference(vae: &Vae, name: &str) -> f64 {
    let elbo = vae.elbo_with_noise(&expected("x"), &expected("eps")).unwrap().value().unwrap();
    let theirs = expected(name);
    ((elbo - &theirs).abs() / theirs.abs()).max().double_value(&[])
}

#[test]
fn the_usual_layouts_have_pytorchs_elbo() {
    for (file, activation) in [
        ("example.pt", Activation::Relu),
        ("pythae.pth", Activation::Relu),
        ("lightning.ckpt", Activation::Relu),
        ("compiled.safetensors", Activation::Tanh),
    ] {
        let vae = import(fixture(file), &Import { activation, ..Import::default() }).unwrap();
        let off = difference(&vae, file.split('.').next().unwrap());
        assert!(off < 1e-6, "{file}: {off}");
        assert_eq!(vae.image_shape(), ImageShape::grey(6, 6));
    }
}

#[test]
fn another_activation_gives_another_bound() {
    let vae = import(fixture("compiled.safetensors"), &Import::default()).unwrap();
    assert!(difference(&vae, "compiled") > 1e-4);
}

#[test]
fn a_map_names_layers_that_nobody_could_guess() {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("map.json");
    let write = |text: &str| std::fs::write(&map, text).unwrap();
    let how = Import { map: Some(map.clone()), ..Import::default() };
    write(
        r#"{"encoder.hidden1": "fc1", "encoder.mu": "fc21", "encoder.log_var": "fc22",
            "decoder.hidden1": "fc3", "decoder.output": "fc4"}"#,
    );
    assert!(difference(&import(fixture("example.pt"), &how).unwrap(), "example") < 1e-6);
    write(r#"{"encoder.mu": "fc21", "encoder.log_var": "fc23", "decoder.output": "fc4"}"#);
    let error = import(fixture("example.pt"), &how).unwrap_err().to_string();
    assert!(error.contains("no linear layer fc23"), "{error}");
}

#[test]
fn an_imported_model_is_saved_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let vae = import(fixture("example.pt"), &Import::default()).unwrap();
    vae.save(folder.path()).unwrap();
    assert!(difference(&Vae::load(folder.path()).unwrap(), "example") < 1e-6);
}

#[test]
fn what_is_no_vae_is_refused_with_what_is_there() {
    let error = |file: &str, how: &Import| import(fixture(file), how).unwrap_err().to_string();
    let plain = Import::default();
    for (file, said) in [
        ("whole-object.pt", "a whole Python object (__main__.Example)"),
        ("before-1.6.pt", "before 1.6"),
        ("classifier.pt", "0.weight [8, 36]"),
        ("make.py", "not weights of PyTorch"),
    ] {
        let error = error(file, &plain);
        assert!(error.contains(said) && error.contains(file), "{error}");
    }
    let image = Some(ImageShape::grey(5, 7));
    let other = error("example.pt", &Import { image, ..Import::default() });
    assert!(other.contains("the first layer takes 36 numbers"), "{other}");
}

#[test]
fn no_truncation_or_flipped_bit_of_a_state_dictionary_does_harm() {
    let path = Path::new("a.pt");
    for file in ["example.pt", "compiled.safetensors"] {
        let bytes = std::fs::read(fixture(file)).unwrap();
        for end in (0..bytes.len()).step_by(7) {
            assert!(parse(&bytes[..end], path).is_err(), "{file} cut to {end} bytes");
        }
        for bit in (0..8 * bytes.len()).step_by(11) {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let _ = parse(&bytes, path); // a number may have become another
        }
    }
}
