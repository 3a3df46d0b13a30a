//! The readers of bytes that may come from anyone, without files around them: for tests and
//! fuzzers. Each gives a value or an error, whatever the bytes.

use std::path::Path;

use vae_base::Result;
use vae_base::files::parse_json;

use super::run_config::RunConfig;
use super::{checkpoint_format, checksum, model_files, safetensors_file};
use crate::model::Vae;
use crate::train::{EpochRecord, State};

const PATH: &str = "bytes";

/// The contents of a `checkpoint.safetensors`.
pub fn checkpoint(bytes: &[u8]) -> Result<State> {
    checkpoint_format::from_bytes(Path::new(PATH), bytes, None)
}

/// Gives a checkpoint the checksum of its contents, as whoever means harm can; false where it
/// has no place for one.
pub fn reseal(bytes: &mut [u8]) -> bool {
    checksum::embed(bytes)
}

/// The bytes of a `checkpoint.safetensors`.
pub fn to_checkpoint(state: &State) -> Result<Vec<u8>> {
    checkpoint_format::to_bytes(Path::new(PATH), state)
}

/// The contents of a `model.safetensors`, for a configuration that somebody wrote.
pub fn model(config: &RunConfig, bytes: &[u8]) -> Result<Vae> {
    model_files::model_from_bytes(Path::new(PATH), config, bytes, None)
}

/// The bytes of a `model.safetensors`.
pub fn to_model(vae: &Vae) -> Result<Vec<u8>> {
    safetensors_file::to_bytes(&vae.named_parameters(), None, false)
}

/// The contents of a `config.json`.
pub fn config(bytes: &[u8]) -> Result<RunConfig> {
    let config: RunConfig = parse_json(Path::new(PATH), bytes)?;
    config.validate(Path::new(PATH))?;
    Ok(config)
}

/// The contents of a `history.json`.
pub fn history(bytes: &[u8]) -> Result<Vec<EpochRecord>> {
    parse_json(Path::new(PATH), bytes)
}
