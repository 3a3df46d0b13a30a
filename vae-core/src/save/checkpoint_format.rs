//! A run's whole state as the bytes of one file: safetensors whose header holds what is not
//! numbers, and a checksum.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_base::files::parse_json;
use vae_base::{Error, Result};

use super::checksum;
use super::model_files::{model_from_tensors, refuse_double};
use super::run_config::RunConfig;
use super::safetensors_file::{self, Metadata, NamedTensors};
use crate::model::Vae;
use crate::train::{Adam, EpochProgress, EpochRecord, History, Objective, State, TrainConfig};

/// The header's entry that holds the state.
const KEY: &str = "run";

/// What a checkpoint holds besides tensors.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    config: RunConfig,
    adam_step: u64,
    history: Vec<EpochRecord>,
    /// The epoch under way, where the run stands inside one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass: Option<EpochProgress>,
}

/// The contents of a checkpoint.
pub(crate) fn to_bytes(path: &Path, state: &State) -> Result<Vec<u8>> {
    refuse_double(&state.vae)?;
    let header = Header {
        config: RunConfig::of_run(state),
        adam_step: state.adam.steps(),
        history: state.history.epochs.clone(),
        pass: state.progress.clone(),
    };
    let text = serde_json::to_string(&header).map_err(|e| defect(path, e.to_string()))?;
    let header = Metadata::from([
        (KEY.to_string(), text),
        (checksum::KEY.to_string(), checksum::PLACEHOLDER.to_string()),
    ]);
    let mut bytes = safetensors_file::to_bytes(&tensors(state), Some(header), false)?;
    match checksum::embed(&mut bytes) {
        true => Ok(bytes),
        false => Err(defect(path, "its header has no checksum".into())),
    }
}

/// The run that a checkpoint holds, in `own` model where parts of it are one's own.
pub(crate) fn from_bytes(path: &Path, bytes: &[u8], own: Option<Vae>) -> Result<State> {
    if !checksum::is_intact(bytes) {
        let problem = "its contents are not those that were written (SHA-256)";
        return Err(Error::damaged(path, problem));
    }
    let (tensors, metadata) = safetensors_file::from_bytes(path, bytes)?;
    let text = metadata.get(KEY).map(String::as_str).unwrap_or_default();
    let header: Header = parse_json(path, text.as_bytes())?;
    header.config.validate(path)?;
    let protocol = header.check(path)?;
    assemble(path, header, protocol, tensors, own)
}

impl Header {
    /// Checks what the types do not say, and returns the protocol.
    fn check(&self, path: &Path) -> Result<TrainConfig> {
        let (Some(protocol), Some(images)) = (&self.config.training, self.config.train_size) else {
            return Err(Error::damaged(path, "it lacks the protocol of its training"));
        };
        let done = self.history.len();
        if !self.history.iter().map(|r| r.epoch).eq(1..=done) {
            return Err(Error::damaged(path, "the epochs of its history do not count 1, 2, 3, …"));
        }
        if let Some(pass) = &self.pass {
            if pass.epoch != done + 1 {
                let problem = format!("after {done} epochs it stands in epoch {}", pass.epoch);
                return Err(Error::damaged(path, problem));
            }
            let codes = match &protocol.objective {
                Objective::Elbo(elbo) => elbo.samples as u64,
                Objective::Iwae(iwae) => iwae.samples as u64,
                Objective::Own(_) => u64::MAX,
            };
            let numbers = codes.saturating_mul(self.config.model.latent as u64);
            pass.check(images, protocol.batch_size, numbers)
                .map_err(|problem| Error::damaged(path, problem))?;
        }
        let batches = images.div_ceil(protocol.batch_size) as u64;
        let under_way = self.pass.as_ref().map_or(0, |pass| pass.batches as u64);
        let steps = (done as u64).saturating_mul(batches).saturating_add(under_way);
        if self.adam_step != steps {
            let problem = format!("{steps} batches make no {} steps of Adam", self.adam_step);
            return Err(Error::damaged(path, problem));
        }
        Ok(protocol.clone())
    }
}

/// Weights, then both moments of each, by name.
fn tensors(state: &State) -> Vec<(String, &Tensor)> {
    let mut tensors = state.vae.named_parameters();
    let (first, second) = state.adam.moments();
    for (prefix, moments) in [("m", first), ("v", second)] {
        let names = state.vae.named_parameters().into_iter();
        tensors.extend(names.zip(moments).map(|((name, _), t)| (moment(prefix, &name), t)));
    }
    tensors
}

/// `adam.m.encoder.mu.weight`: the name of a parameter's moment.
fn moment(prefix: &str, parameter: &str) -> String {
    format!("adam.{prefix}.{parameter}")
}

fn assemble(
    path: &Path,
    header: Header,
    protocol: TrainConfig,
    mut tensors: NamedTensors,
    own: Option<Vae>,
) -> Result<State> {
    let vae = model_from_tensors(path, &header.config, &mut tensors, own)?;
    let device = vae.device();
    let mut take = |prefix| -> Result<Vec<Tensor>> {
        let parameters = vae.named_parameters().into_iter();
        parameters
            .map(|(name, p)| {
                let name = moment(prefix, &name);
                let read = safetensors_file::take(path, &mut tensors, &name, p)?;
                Ok(read.f_to_device(device)?)
            })
            .collect()
    };
    let moments = (take("m")?, take("v")?);
    let adam = Adam::resume(protocol.adam, header.adam_step, moments)
        .map_err(|error| Error::damaged(path, error))?;
    safetensors_file::refuse_extra(path, &tensors)?;
    Ok(State {
        vae,
        adam,
        config: protocol,
        history: History { source: header.config.dataset, epochs: header.history },
        train_size: header.config.train_size,
        progress: header.pass,
    })
}

fn defect(path: &Path, problem: String) -> Error {
    Error::saved(path, problem, "this is a defect; please report it")
}
