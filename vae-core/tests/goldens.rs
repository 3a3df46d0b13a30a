//! The model against PyTorch's own distributions, gradients and optimizer
//! (`goldens/make.py` made the numbers).

use std::path::Path;

use safetensors::SafeTensors;
use tch::{Kind, Tensor};
use vae_core::{Adam, AdamConfig, Vae};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens")
}

struct Goldens(Vec<u8>);

impl Goldens {
    fn read() -> Self {
        Self(std::fs::read(folder().join("expected.safetensors")).unwrap())
    }

    fn get(&self, name: &str) -> Tensor {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap();
        let shape: Vec<i64> = view.shape().iter().map(|&n| n as i64).collect();
        Tensor::from_data_size(view.data(), &shape, Kind::Float)
    }
}

fn assert_close(name: &str, ours: &Tensor, golden: &Tensor) {
    assert_eq!(ours.size(), golden.size(), "{name}");
    let scale = golden.abs().max().double_value(&[]).max(1.0);
    let gap = (ours - golden).abs().max().double_value(&[]) / scale;
    assert!(gap < 2e-6, "{name} differs from PyTorch's by {gap}");
}

#[test]
fn distributions_and_elbo_agree_with_pytorch() {
    let (vae, goldens) = (Vae::load(folder()).unwrap(), Goldens::read());
    let (x, eps) = (goldens.get("x"), goldens.get("eps"));
    let q = vae.encode(&x).unwrap();
    let z = q.reparameterise(&eps).unwrap();
    let p = vae.decode(&z).unwrap();
    let elbo = vae.elbo_with_noise(&x, &eps).unwrap();
    let ours = [
        ("mu", q.mu.shallow_clone()),
        ("log_var", q.log_var.shallow_clone()),
        ("log_q", q.log_prob(&z).unwrap()),
        ("logits", p.logits().unwrap().shallow_clone()),
        ("mean", p.mean().unwrap()),
        ("reconstruction", elbo.reconstruction.shallow_clone()),
        ("kl", elbo.kl.shallow_clone()),
        ("loss", elbo.loss().unwrap().reshape([1])),
        ("z", z),
    ];
    for (name, tensor) in ours {
        assert_close(name, &tensor, &goldens.get(name));
    }
}

#[test]
fn gradients_agree_with_pytorch() {
    let (vae, goldens) = (Vae::load(folder()).unwrap(), Goldens::read());
    for ((name, _), gradient) in vae.named_parameters().iter().zip(gradients(&vae, &goldens)) {
        let name = format!("gradient.{name}");
        assert_close(&name, &gradient, &goldens.get(&name));
    }
}

#[test]
fn three_steps_of_adam_agree_with_pytorch() {
    let (vae, goldens) = (Vae::load(folder()).unwrap(), Goldens::read());
    let (named, parameters) = (vae.named_parameters(), vae.parameters());
    let mut adam = Adam::new(AdamConfig::default(), &parameters).unwrap();
    for _ in 0..3 {
        adam.step(&parameters, &gradients(&vae, &goldens)).unwrap();
    }
    for (name, p) in &named {
        assert_close(name, p, &goldens.get(&format!("after.{name}")));
    }
}

fn gradients(vae: &Vae, goldens: &Goldens) -> Vec<Tensor> {
    let (x, eps) = (goldens.get("x"), goldens.get("eps"));
    let loss = vae.elbo_with_noise(&x, &eps).unwrap().loss().unwrap();
    Tensor::run_backward(&[loss], &vae.parameters(), false, false)
}
