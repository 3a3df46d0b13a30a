//! `vae import` and `vae export`: weights from PyTorch, and back.

use std::path::PathBuf;

use clap::Args;
use vae_core::model::Activation;
use vae_core::{Error, ImageShape, Likelihood, Result, Source, Vae};
use vae_files::weights;

use crate::own::{Sizes, sizes};
use crate::runs;

/// Make a run of weights that PyTorch trained
///
/// FILE is safetensors or a state dictionary (.pt, .pth, .ckpt), which is read without executing
/// anything in it. Its linear layers are found by shape and order.
#[derive(Args)]
pub struct Import {
    /// The weights
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Height and width of an image, 28x20, and 3 channels, 32x32x3 [default: a grey square]
    #[arg(long, value_name = "HxW", value_parser = sizes)]
    shape: Option<Sizes>,
    /// Activation of the hidden layers: relu, tanh, softplus or gelu [default: relu]
    #[arg(long, value_name = "NAME")]
    activation: Option<Activation>,
    /// What the last layer's numbers mean [default: bernoulli, by a sigmoid]
    #[arg(long, value_name = "NAME")]
    likelihood: Option<Likelihood>,
    /// A JSON file that names the file's layers: {"encoder.hidden1": "fc1", …}
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The images it learnt from, by name
    #[arg(long, value_name = "NAME")]
    dataset: Option<Source>,
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Write a run's weights for PyTorch, with a Python class that loads them
#[derive(Args)]
pub struct Export {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// The .safetensors file to write; the class stands beside it, as .py
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Runs `vae import`.
pub fn import(arguments: &Import) -> Result<()> {
    if arguments.out.join(vae_core::save::CONFIG).exists() {
        let remedy = "name another folder, or move this one away";
        return Err(Error::saved(&arguments.out, "it already holds a run", remedy));
    }
    let how = weights::Import {
        image: arguments.shape.as_ref().map(image).transpose()?,
        activation: arguments.activation.unwrap_or_default(),
        likelihood: arguments.likelihood.unwrap_or_default(),
        map: arguments.map.clone(),
        source: arguments.dataset.clone(),
    };
    let vae: Vae = weights::import(&arguments.file, &how)?;
    vae.save(&arguments.out)?;
    println!("{vae}, in {}", arguments.out.display());
    Ok(())
}

fn image(Sizes(sizes): &Sizes) -> Result<ImageShape> {
    match sizes[..] {
        [height, width] => Ok(ImageShape::grey(height, width)),
        [height, width, channels] => Ok(ImageShape { height, width, channels }),
        _ => Err(Error::config("--shape", format!("{sizes:?}"), "give height and width")),
    }
}

/// Runs `vae export`.
pub fn export(arguments: &Export) -> Result<()> {
    let module = weights::export(&runs::model(&arguments.folder)?, &arguments.to)?;
    println!("{} and {}", arguments.to.display(), module.display());
    Ok(())
}
