//! Runs, by their folder or by the name of a pretrained model.

use std::path::{Path, PathBuf};

use vae_core::{Error, ErrorKind, Pretrained, Result, RunConfig, Vae};

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
