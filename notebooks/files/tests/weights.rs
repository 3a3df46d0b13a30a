//! Weights that PyTorch saved (`fixtures/make.py`), and files that hold something else.

use std::path::{Path, PathBuf};

use tch::Tensor;
use vae_core::model::{Activation, Architecture};
use vae_core::{ImageShape, Provenance, Random, Vae, VaeConfig};
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

/// A convolutional model in colour, and its numbers as somebody else's `nn.Sequential` names them.
fn convolutional() -> (Vae, Vec<(String, Tensor)>) {
    let image = ImageShape::colour(5, 8);
    let architecture = Architecture::conv([4, 6]);
    let vae = Vae::new(VaeConfig { image, latent: 2, architecture, ..VaeConfig::default() }, 3);
    let vae = vae.unwrap();
    let theirs = |name: &str| {
        let (layer, part) = name.rsplit_once('.').unwrap();
        let layer = match layer {
            "encoder.conv1" => "features.0",
            "encoder.conv2" => "features.2",
            "encoder.mu" => "fc_mu",
            "encoder.log_var" => "fc_var",
            "decoder.start" => "decoder_input",
            "decoder.conv1" => "decoder.0",
            "decoder.conv2" => "decoder.2",
            other => panic!("{other}"),
        };
        format!("{layer}.{part}")
    };
    let numbers = vae.named_parameters();
    let numbers = numbers.iter().map(|(name, t)| (theirs(name), t.detach().copy())).collect();
    (vae, numbers)
}

/// Writes tensors as safetensors and imports them.
fn imported(numbers: &[(String, Tensor)], image: Option<ImageShape>) -> vae_core::Result<Vae> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("conv.safetensors");
    Tensor::write_safetensors(numbers, &path).unwrap();
    import(&path, &Import { image, ..Import::default() })
}

#[test]
fn convolutions_come_back_with_the_same_bound() {
    let (vae, numbers) = convolutional();
    let image = vae.image_shape();
    let random = &mut Random::new(1);
    let x = random.uniform(&[3, image.pixels()]).unwrap();
    let eps = random.standard_normal(&[3, 2]).unwrap();
    let bound = |vae: &Vae| {
        let value = vae.elbo_with_noise(&x, &eps).unwrap().value().unwrap();
        Vec::<f64>::try_from(value.to_kind(tch::Kind::Double)).unwrap()
    };
    let back = imported(&numbers, Some(image)).unwrap();
    assert_eq!(bound(&back), bound(&vae));
    assert_eq!(back.config().architecture, vae.config().architecture);
    let folder = tempfile::tempdir().unwrap();
    vae.save(folder.path()).unwrap();
    let file = folder.path().join("model.safetensors");
    let own = import(file, &Import { image: Some(image), ..Import::default() }).unwrap();
    assert_eq!(bound(&own), bound(&vae));
}

#[test]
fn convolutions_of_another_kind_are_refused_with_what_is_there() {
    let (vae, numbers) = convolutional();
    let image = Some(vae.image_shape());
    let said =
        |numbers: &[(String, Tensor)], image| imported(numbers, image).unwrap_err().to_string();
    assert!(said(&numbers, None).contains("say theirs by --shape"));
    assert!(said(&numbers, Some(ImageShape::grey(5, 8))).contains("takes 3 channels"));
    assert!(said(&numbers, Some(ImageShape::colour(9, 8))).contains("for encoder.mu.weight"));

    let changed = |name: &str, to: &[i64]| {
        let mut numbers: Vec<(String, Tensor)> =
            numbers.iter().map(|(name, t)| (name.clone(), t.shallow_clone())).collect();
        let at = numbers.iter().position(|(own, _)| own == name).unwrap();
        numbers[at].1 = Tensor::zeros(to, (tch::Kind::Float, tch::Device::Cpu));
        said(&numbers, image)
    };
    let larger = changed("features.0.weight", &[4, 3, 4, 4]);
    assert!(larger.contains("features.0 has kernels of 4×4"), "{larger}");
    assert!(larger.contains("convolutions of 3×3") && larger.contains("fc_mu.weight [2, 24]"));
    assert!(changed("decoder.0.weight", &[6, 5, 3, 3]).contains("on the way down"));

    let mut normalised = numbers;
    normalised.push(("features.1.running_mean".into(), Tensor::from_slice(&[0.0_f32; 4])));
    assert!(said(&normalised, image).contains("features.1.running_mean belongs to no layer"));
    normalised.pop();
    normalised.retain(|(name, _)| name != "features.2.bias");
    assert!(said(&normalised, image).contains("features.2.weight has no bias"));
}
