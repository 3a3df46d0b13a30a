//! Files for Python, opened by Python: skipped where it has not the packages.

#[path = "support/mod.rs"]
mod support;

use std::path::Path;

use support::{python, tiny_model};
use tch::Tensor;
use vae_core::dataset::{OwnImages, synthetic};
use vae_core::{Dataset, ImageShape, Provenance, Source};
use vae_files::{codes, weights};

/// Three classes with names, of small coloured images.
fn coloured() -> Dataset {
    let classes = ["ant", "bee", "cat"].map(String::from).to_vec();
    let source = Source::Own(Box::new(OwnImages { classes, ..OwnImages::default() }));
    let pixels: Vec<u8> = (0..30 * 36).map(|i| (i * 7 % 256) as u8).collect();
    let pixels = Tensor::from_slice(&pixels).view([30, 36]);
    let labels = (0..30).map(|i| (i % 3) as u8).collect();
    Dataset::new(pixels, Some(labels), ImageShape::colour(3, 4), source).unwrap()
}

#[test]
fn codes_open_in_numpy_and_pandas() {
    let Some(python) = python("numpy, pandas") else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = coloured();
    let vae = tiny_model(data.image_shape());
    let codes = codes::encode(&vae, &data).unwrap();
    for name in ["codes.npy", "codes.npz", "codes.csv", "codes.parquet"] {
        codes.write(folder.path().join(name)).unwrap();
    }
    let images = vae.decode_mean(&codes.mu).unwrap();
    codes::write_images(folder.path().join("images.npy"), &images, data.image_shape()).unwrap();
    python.run(
        folder.path(),
        r#"
import numpy as np, pandas as pd
mu = np.load("codes.npy")
assert mu.shape == (30, 3) and mu.dtype == np.float32, mu
all = np.load("codes.npz")
assert (all["mu"] == mu).all() and all["log_var"].shape == (30, 3)
assert list(all["labels"][:4]) == [0, 1, 2, 0]
table = pd.read_csv("codes.csv")
assert list(table.columns) == ["image", "label", "class", "mu1", "mu2", "mu3", "log_var1",
    "log_var2", "log_var3", "reconstruction", "kl", "elbo"], table.columns
assert list(table["class"][:3]) == ["ant", "bee", "cat"]
assert (table[["mu1", "mu2", "mu3"]].to_numpy(np.float32) == mu).all()
assert np.allclose(table["elbo"], all["reconstruction"] - all["kl"], rtol=1e-6)
images = np.load("images.npy")
assert images.shape == (30, 3, 4, 3) and 0 <= images.min() and images.max() <= 1
try:
    import pyarrow
    parquet = pd.read_parquet("codes.parquet")
    assert list(parquet.columns) == list(table.columns)
    assert list(parquet["class"]) == list(table["class"])
    assert (parquet["kl"].to_numpy() == table["kl"].to_numpy(np.float32)).all()
except ImportError:
    print("skipped: pyarrow")
"#,
    );
}

#[test]
fn an_exported_model_gives_the_same_bound_in_pytorch() {
    let Some(python) = python("torch, safetensors") else { return };
    let folder = tempfile::tempdir().unwrap();
    let digits = synthetic::digits(20, 0).unwrap();
    let vae = tiny_model(digits.image_shape());
    weights::export(&vae, folder.path().join("mine.safetensors")).unwrap();
    let x = digits.range(0, 20).unwrap();
    let eps = vae_core::Random::new(1).standard_normal(&[20, 3]).unwrap();
    let elbo = vae.elbo_with_noise(&x, &eps).unwrap().value().unwrap();
    let numbers = [("x", &x), ("eps", &eps), ("elbo", &elbo)];
    write_tensors(&folder.path().join("numbers.safetensors"), &numbers);
    python.run(
        folder.path(),
        r#"
import torch
from safetensors.torch import load_file
from mine import VAE
numbers = load_file("numbers.safetensors")
model = VAE.load("mine.safetensors")
elbo = model.elbo(numbers["x"], numbers["eps"])
assert torch.allclose(elbo, numbers["elbo"], rtol=1e-5), (elbo, numbers["elbo"])
assert model.decode(numbers["eps"]).shape == (20, 784)
"#,
    );
}

fn write_tensors(path: &Path, tensors: &[(&str, &Tensor)]) {
    let tensors: Vec<(&str, &Tensor)> = tensors.to_vec();
    Tensor::write_safetensors(&tensors, path).unwrap();
}
