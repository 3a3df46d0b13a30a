//! The readers of bytes that may come from anyone, without files around them: for tests and
//! fuzzers. Each gives a value or an error, whatever the bytes.

use std::path::Path;

use crate::file::parse_json;
use crate::{EpochRecord, Result, RunConfig, Trainer, Vae, run_state, seal, tensor_file};

const PATH: &str = "bytes";

/// The contents of a `checkpoint.safetensors`.
pub fn checkpoint(bytes: &[u8]) -> Result<Trainer> {
    run_state::from_bytes(Path::new(PATH), bytes)
}

/// Gives a checkpoint the checksum of its contents, as whoever means harm can; false where it
/// has no place for one.
pub fn reseal(bytes: &mut [u8]) -> bool {
    seal::seal(bytes)
}

/// The bytes of a `checkpoint.safetensors`.
pub fn to_checkpoint(trainer: &Trainer) -> Result<Vec<u8>> {
    run_state::to_bytes(Path::new(PATH), trainer)
}

/// The contents of a `model.safetensors`, for a configuration that somebody wrote.
pub fn model(config: &RunConfig, bytes: &[u8]) -> Result<Vae> {
    Vae::from_bytes(Path::new(PATH), config, bytes)
}

/// The bytes of a `model.safetensors`.
pub fn to_model(vae: &Vae) -> Result<Vec<u8>> {
    tensor_file::to_bytes(&vae.named_parameters(), None, false)
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
