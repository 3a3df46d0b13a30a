//! A model for PyTorch: its weights as safetensors, and a short Python class that loads them.

use std::path::{Path, PathBuf};

use vae_core::model::{Activation, Architecture};
use vae_core::save::files::write_atomically;
use vae_core::save::parse::to_model;
use vae_core::{Error, Likelihood, Posterior, Result, Vae};

/// What the class is, but for this model's sizes.
const CLASS: &str = include_str!("vae_model.py");

/// Writes a perceptron with a Gaussian posterior and Bernoulli pixels to `path`, a `.safetensors`
/// file, and beside it a Python module of the same name whose class `VAE` loads it:
/// `VAE.load("FILE.safetensors")`. Gives the module's path.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for another ending or another kind of model,
/// [`ErrorKind::Io`](vae_core::ErrorKind) where a file cannot be written.
pub fn export(vae: &Vae, path: impl AsRef<Path>) -> Result<PathBuf> {
    let path = path.as_ref();
    if path.extension().is_none_or(|ending| ending != "safetensors") {
        let remedy = "weights are exported as .safetensors";
        return Err(Error::config("the file's ending", path.display(), remedy));
    }
    let config = vae.config();
    let Architecture::Mlp { encoder, decoder, activation } = &config.architecture else {
        return Err(other("architecture", "conv"));
    };
    if config.likelihood != Likelihood::Bernoulli {
        return Err(other("likelihood", config.likelihood));
    }
    if config.posterior != Posterior::Gaussian || !config.own_parts.is_empty() {
        return Err(other("posterior", config.posterior));
    }
    let activation = match activation {
        Activation::Relu => "relu",
        Activation::Tanh => "tanh",
        Activation::Softplus => "softplus",
        Activation::Gelu => "gelu",
    };
    let constants = format!(
        "PIXELS, LATENT = {}, {}\nENCODER, DECODER = {encoder:?}, {decoder:?}  # hidden units\n\
         ACTIVATION = torch.nn.functional.{activation}\n",
        config.image.pixels(),
        config.latent,
    );
    let module = path.with_extension("py");
    let about = format!("\"\"\"{vae}, by vae-core: `VAE.load({:?})`.", name(path));
    let text =
        CLASS.replace("PIXELS = LATENT = ENCODER = DECODER = ACTIVATION = None\n", &constants);
    let text = text.replace("\"\"\"A VAE that vae-core trained.", &about);
    write_atomically(path, &to_model(vae)?)?;
    write_atomically(&module, text.as_bytes())?;
    Ok(module)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn other(field: &str, given: impl std::fmt::Display) -> Error {
    let remedy = "perceptrons with a Gaussian posterior and Bernoulli pixels are exported; the \
                  run's model.safetensors has all weights in PyTorch's layout";
    Error::config(field, given, remedy)
}
