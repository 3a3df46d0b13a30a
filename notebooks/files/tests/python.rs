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
    let labels = (0..30).map(|i| i % 3).collect();
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

/// Labels beyond a byte, in every format of a table.
#[test]
fn labels_of_any_size_open_in_numpy_and_pandas() {
    let Some(python) = python("numpy, pandas") else { return };
    let folder = tempfile::tempdir().unwrap();
    let pixels = Tensor::from_slice(&[7_u8; 36]).view([3, 12]);
    let source = Source::Other("many".into());
    let labels = Some(vec![299, 70_000, 1 << 40]);
    let data = Dataset::new(pixels, labels, ImageShape::grey(3, 4), source).unwrap();
    let codes = codes::encode(&tiny_model(data.image_shape()), &data).unwrap();
    for name in ["codes.npz", "codes.csv", "codes.parquet"] {
        codes.write(folder.path().join(name)).unwrap();
    }
    python.run(
        folder.path(),
        r#"
import numpy as np, pandas as pd
wanted = [299, 70_000, 2**40]
assert list(np.load("codes.npz")["labels"]) == wanted
table = pd.read_csv("codes.csv")
assert list(table["label"]) == wanted and list(table["class"]) == wanted, table
try:
    import pyarrow
    assert list(pd.read_parquet("codes.parquet")["label"]) == wanted
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

#[test]
fn an_exported_model_becomes_onnx_with_the_same_numbers() {
    let Some(python) = python("torch, safetensors, onnx, onnxruntime") else { return };
    let folder = tempfile::tempdir().unwrap();
    let vae = tiny_model(ImageShape::grey(4, 5));
    weights::export(&vae, folder.path().join("mine.safetensors")).unwrap();
    let mut random = vae_core::Random::new(1);
    let x = random.uniform(&[7, 20]).unwrap();
    let q = tch::no_grad(|| vae.encode(&x)).unwrap();
    let image = vae.decode_mean(&q.mu).unwrap();
    let numbers = [("x", &x), ("mu", &q.mu), ("log_var", &q.log_var), ("image", &image)];
    write_tensors(&folder.path().join("numbers.safetensors"), &numbers);
    python.run(
        folder.path(),
        r#"
import numpy as np, onnxruntime
from safetensors.numpy import load_file
from mine import VAE
VAE.load("mine.safetensors").to_onnx("encoder.onnx", "decoder.onnx")
numbers = load_file("numbers.safetensors")
mu, log_var = onnxruntime.InferenceSession("encoder.onnx").run(None, {"x": numbers["x"]})
(image,) = onnxruntime.InferenceSession("decoder.onnx").run(None, {"z": mu})
for name, ours in [("mu", mu), ("log_var", log_var), ("image", image)]:
    assert np.allclose(ours, numbers[name], rtol=1e-4, atol=1e-5), name
"#,
    );
}

/// The convolutional pair as PyTorch has it: the same bound from the same weights.
#[test]
fn convolutions_of_pytorch_are_taken_over_with_its_bound() {
    let Some(python) = python("torch, safetensors") else { return };
    let folder = tempfile::tempdir().unwrap();
    python.run(
        folder.path(),
        r#"
import torch
from torch import nn
from safetensors.torch import save_file
torch.manual_seed(0)
encoder = nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.ReLU(), nn.Conv2d(4, 6, 3, 2, 1), nn.ReLU())
mu, var, start = nn.Linear(24, 2), nn.Linear(24, 2), nn.Linear(2, 24)
decoder = nn.Sequential(
    nn.ConvTranspose2d(6, 4, 3, 2, 1, output_padding=(0, 1)), nn.ReLU(),
    nn.ConvTranspose2d(4, 3, 3, 2, 1, output_padding=(0, 1)))
model = nn.ModuleDict(dict(encoder=encoder, fc_mu=mu, fc_var=var, decoder_input=start, decoder=decoder))
x, eps = torch.rand(3, 3, 5, 8), torch.randn(3, 2)
h = encoder(x).flatten(1)
m, v = mu(h), var(h)
logits = decoder(torch.relu(start(m + eps * torch.exp(v / 2))).view(-1, 6, 2, 2))
loss = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
elbo = -loss.flatten(1).sum(1) - (torch.exp(v) + m**2 - 1 - v).sum(1) / 2
torch.save(model.state_dict(), "conv.pt")
save_file({"x": x.flatten(1), "eps": eps, "elbo": elbo.detach()}, "numbers.safetensors")
"#,
    );
    let image = Some(ImageShape::colour(5, 8));
    let how = weights::Import { image, ..weights::Import::default() };
    let vae = weights::import(folder.path().join("conv.pt"), &how).unwrap();
    let numbers = weights::read(folder.path().join("numbers.safetensors")).unwrap();
    let of = |name: &str| &numbers.iter().find(|t| t.name == name).unwrap().tensor;
    let elbo = vae.elbo_with_noise(of("x"), of("eps")).unwrap().value().unwrap();
    let off = (&elbo - of("elbo")).abs().max().double_value(&[]);
    assert!(off < 1e-3, "{off}");
}

fn write_tensors(path: &Path, tensors: &[(&str, &Tensor)]) {
    let tensors: Vec<(&str, &Tensor)> = tensors.to_vec();
    Tensor::write_safetensors(&tensors, path).unwrap();
}
