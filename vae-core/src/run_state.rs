//! A run's whole state as the bytes of one file: safetensors whose header holds what is not
//! numbers, and a checksum.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::file::parse_json;
use crate::run::RunConfig;
use crate::seal;
use crate::tensor_file::{self, Metadata, NamedTensors};
use crate::trainer::Pass;
use crate::{Adam, EpochRecord, Error, History, Result, TrainConfig, Trainer, Vae};

/// The header's entry that holds the state.
const KEY: &str = "run";

/// What a checkpoint holds besides tensors.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunState {
    config: RunConfig,
    adam_step: u64,
    history: Vec<EpochRecord>,
    /// The epoch under way, where the run stands inside one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass: Option<Pass>,
}

/// The contents of a checkpoint.
pub(crate) fn to_bytes(path: &Path, trainer: &Trainer) -> Result<Vec<u8>> {
    let state = RunState {
        config: trainer.run_config(),
        adam_step: trainer.adam.step,
        history: trainer.history.epochs.clone(),
        pass: trainer.pass.clone(),
    };
    let text = serde_json::to_string(&state).map_err(|e| defect(path, e.to_string()))?;
    let header = Metadata::from([
        (KEY.to_string(), text),
        (seal::KEY.to_string(), seal::BLANK.to_string()),
    ]);
    let mut bytes = tensor_file::to_bytes(&tensors(trainer), Some(header), false)?;
    match seal::seal(&mut bytes) {
        true => Ok(bytes),
        false => Err(defect(path, "its header has no checksum".into())),
    }
}

/// The run that a checkpoint holds; it has no folder yet.
pub(crate) fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Trainer> {
    if !seal::is_intact(bytes) {
        return Err(damaged(
            path,
            "its contents are not those that were written (SHA-256)",
        ));
    }
    let (tensors, header) = tensor_file::from_bytes(path, bytes)?;
    let text = header.get(KEY).map(String::as_str).unwrap_or_default();
    let state: RunState = parse_json(path, text.as_bytes())?;
    state.config.validate(path)?;
    let protocol = state.check(path)?;
    assemble(path, state, protocol, tensors)
}

impl RunState {
    /// Checks what the types do not say, and returns the protocol.
    fn check(&self, path: &Path) -> Result<TrainConfig> {
        let (Some(protocol), Some(images)) = (&self.config.training, self.config.train_size) else {
            return Err(damaged(path, "it lacks the protocol of its training"));
        };
        let done = self.history.len();
        if !self.history.iter().map(|r| r.epoch).eq(1..=done) {
            return Err(damaged(
                path,
                "the epochs of its history do not count 1, 2, 3, …",
            ));
        }
        if let Some(pass) = &self.pass {
            if pass.epoch != done + 1 {
                let problem = format!("after {done} epochs it stands in epoch {}", pass.epoch);
                return Err(damaged(path, &problem));
            }
            pass.check(images, protocol.batch_size)
                .map_err(|problem| damaged(path, &problem))?;
        }
        Ok(protocol.clone())
    }
}

/// Weights, then both moments of each, by name.
fn tensors(trainer: &Trainer) -> Vec<(String, &Tensor)> {
    let mut tensors = trainer.vae.named_parameters();
    for (prefix, moments) in [("m", &trainer.adam.first), ("v", &trainer.adam.second)] {
        let names = trainer.vae.named_parameters().into_iter();
        tensors.extend(
            names
                .zip(moments)
                .map(|((name, _), t)| (moment(prefix, &name), t)),
        );
    }
    tensors
}

/// `adam.m.encoder.mu.weight`: the name of a parameter's moment.
fn moment(prefix: &str, parameter: &str) -> String {
    format!("adam.{prefix}.{parameter}")
}

fn assemble(
    path: &Path,
    state: RunState,
    protocol: TrainConfig,
    mut tensors: NamedTensors,
) -> Result<Trainer> {
    let vae = Vae::from_tensors(path, &state.config, &mut tensors)?;
    let mut take = |prefix| -> Result<Vec<Tensor>> {
        let parameters = vae.named_parameters().into_iter();
        parameters
            .map(|(name, p)| tensor_file::take(path, &mut tensors, &moment(prefix, &name), p))
            .collect()
    };
    let adam = Adam {
        config: protocol.adam,
        step: state.adam_step,
        first: take("m")?,
        second: take("v")?,
    };
    tensor_file::refuse_extra(path, &tensors)?;
    let history = History {
        source: state.config.dataset,
        epochs: state.history,
    };
    let mut trainer = Trainer::with(vae, adam, protocol, history);
    trainer.train_size = state.config.train_size;
    trainer.pass = state.pass;
    Ok(trainer)
}

fn damaged(path: &Path, problem: &str) -> Error {
    Error::Checkpoint {
        path: path.to_path_buf(),
        problem: problem.into(),
        remedy: "restore it from a copy or train again".into(),
    }
}

fn defect(path: &Path, problem: String) -> Error {
    Error::Checkpoint {
        path: path.to_path_buf(),
        problem,
        remedy: "this is a defect; please report it".into(),
    }
}
