//! Runs, by their folder or by the name of a pretrained model.

use std::path::{Path, PathBuf};

use vae_core::{Error, ErrorKind, Pretrained, Provenance, Result, RunConfig, Split, Vae};
use vae_files::images::load_from;

/// What `DIR` may be, for the help of every command that takes a run.
pub const HELP: &str = "The folder of a run, or the name of a pretrained model (vae models)";

/// The model of a run.
pub fn model(run: &Path) -> Result<Vae> {
    match pretrained(run) {
        Some(name) => Vae::pretrained(&name),
        None => Vae::load(run).map_err(|error| with_names(run, error)),
    }
}

/// The configuration of a run.
pub fn config(run: &Path) -> Result<RunConfig> {
    RunConfig::read(&folder(run)).map_err(|error| with_names(run, error))
}

/// The images that a model learnt from and was tested with, where they are now.
pub fn images(vae: &Vae, data: Option<&Path>) -> Result<Split> {
    let split = load_from(vae.source(), data)?;
    let (wanted, given) = (vae.image_shape(), split.image_shape());
    if wanted != given {
        let place =
            data.map_or_else(|| split.source().to_string(), |path| path.display().to_string());
        let remedy = format!("the model was made for images of {wanted}; name images of this size");
        return Err(Error::config("--data", format!("{place}, of {given}"), remedy));
    }
    Ok(split)
}

/// The folder of a run.
pub fn folder(run: &Path) -> PathBuf {
    match pretrained(run) {
        Some(name) => Pretrained::folder().join(name),
        None => run.to_path_buf(),
    }
}

/// A name that no folder here has.
fn pretrained(run: &Path) -> Option<String> {
    let name = run.to_str().filter(|_| !run.exists())?;
    Pretrained::names().into_iter().find(|known| known == name)
}

fn with_names(run: &Path, error: Error) -> Error {
    if error.kind() != ErrorKind::Io || run.exists() {
        return error;
    }
    let names = Pretrained::names().join(", ");
    let remedy = format!("name the folder of a run, or one of the pretrained models: {names}");
    Error::saved(run, "there is no such run", remedy)
}

/// Runs `vae models`.
pub fn list() -> Result<()> {
    for name in Pretrained::names() {
        let model = Pretrained::load(&name)?;
        let (loss, images) = (model.evaluation.loss, model.evaluation.images);
        println!("{name:<16} {}; test loss {loss:.2} nats ({images} images)", model.vae);
    }
    Ok(())
}
