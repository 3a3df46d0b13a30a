//! A run as plain data: all that it takes to go on later.

use tch::Device;
use vae_base::dataset::Provenance;
use vae_base::{Error, Result};

use super::adam::Adam;
use super::config::TrainConfig;
use super::epoch::EpochProgress;
use super::history::History;
use crate::model::Vae;

/// A model in training.
#[derive(Debug)]
pub struct State {
    /// The model as it is now.
    pub vae: Vae,
    /// The optimizer, made for the model's parameters.
    pub adam: Adam,
    /// The protocol.
    pub config: TrainConfig,
    /// What was measured so far.
    pub history: History,
    /// How many images the run is trained on, once it is.
    pub train_size: Option<usize>,
    /// The epoch under way; none between two epochs.
    pub progress: Option<EpochProgress>,
}

impl State {
    /// The beginning of a run.
    ///
    /// # Errors
    /// Where a number of the protocol makes no sense, or it asks for a precision that the model
    /// does not have.
    pub fn new(vae: Vae, config: TrainConfig) -> Result<Self> {
        config.validate()?;
        if config.precision.compute_kind(vae.kind()).is_none() {
            let remedy =
                "a model in double precision is trained in double precision: choose float32";
            return Err(Error::config("precision", config.precision, remedy));
        }
        Ok(Self {
            adam: Adam::new(config.adam, &vae.parameters())?,
            history: History::new(vae.source().clone()),
            vae,
            config,
            train_size: None,
            progress: None,
        })
    }

    /// The same run with its tensors on another device.
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn to_device(mut self, device: Device) -> Result<Self> {
        self.vae = self.vae.to_device(device)?;
        self.adam.set_device(device)?;
        Ok(self)
    }

    /// Whether the last epoch of the protocol is behind it.
    pub fn is_finished(&self) -> bool {
        self.history.epochs.len() >= self.config.epochs
    }

    /// `epoch 3` or `epoch 3, batch 17`: what was learnt last.
    pub fn position(&self) -> String {
        match &self.progress {
            Some(progress) => format!("epoch {}, batch {}", progress.epoch, progress.batches),
            None => format!("epoch {}", self.history.epochs.len()),
        }
    }

    pub(crate) fn batches_an_epoch(&self, images: usize) -> usize {
        images.div_ceil(self.config.batch_size)
    }

    /// Batches learnt from since the run began.
    pub(crate) fn batches_done(&self, images: usize) -> usize {
        let under_way = self.progress.as_ref().map_or(0, |progress| progress.batches);
        self.history.epochs.len() * self.batches_an_epoch(images) + under_way
    }
}
