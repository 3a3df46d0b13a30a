//! A model in training.

mod config;
mod data;
pub(crate) mod finite;
mod fit;
mod pass;
mod stopping;
mod workspace;

use std::time::Duration;

use tch::{Device, Kind, Tensor};

pub use config::TrainConfig;
pub(crate) use pass::Pass;
use workspace::Workspace;

use crate::backward::elbo_and_gradients;
use crate::checkpoint::SAVE_EVERY;
use crate::run_folder::RunFolder;
use crate::{Adam, History, Provenance, Result, RunConfig, Stop, Vae};

/// A model in training, with all that it takes to go on later.
#[derive(Debug)]
pub struct Trainer {
    pub(crate) vae: Vae,
    pub(crate) adam: Adam,
    pub(crate) config: TrainConfig,
    pub(crate) history: History,
    /// How many images the run is trained on, once it is.
    pub(crate) train_size: Option<usize>,
    /// The epoch under way; none between two epochs.
    pub(crate) pass: Option<Pass>,
    pub(crate) folder: Option<RunFolder>,
    pub(crate) save_every: Duration,
    pub(crate) note: Option<String>,
    pub(crate) stop: Stop,
    /// From the first step on.
    workspace: Option<Workspace>,
}

impl Trainer {
    /// Starts a run from a model, usually a new one.
    pub fn new(vae: Vae, config: TrainConfig) -> Result<Self> {
        config.validate()?;
        let adam = Adam::new(config.adam, &vae.parameters())?;
        let history = History::new(vae.source().clone());
        Ok(Self::with(vae, adam, config, history))
    }

    pub(crate) fn with(vae: Vae, adam: Adam, config: TrainConfig, history: History) -> Self {
        let warning = config.precision.warning(vae.device());
        Self {
            vae,
            adam,
            config,
            history,
            train_size: None,
            pass: None,
            folder: None,
            save_every: SAVE_EVERY,
            note: warning,
            stop: Stop::default(),
            workspace: None,
        }
    }

    /// The model as it is now.
    pub fn vae(&self) -> &Vae {
        &self.vae
    }

    /// What was measured so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The protocol.
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// What its `config.json` says.
    pub fn run_config(&self) -> RunConfig {
        RunConfig {
            train_size: self.train_size,
            training: Some(self.config.clone()),
            ..RunConfig::of(&self.vae)
        }
    }

    /// The model and the history, when training is over.
    pub fn into_parts(self) -> (Vae, History) {
        (self.vae, self.history)
    }

    /// The same run with its tensors on another device.
    pub fn to_device(mut self, device: Device) -> Result<Self> {
        self.vae = self.vae.to_device(device)?;
        self.workspace = None;
        for moment in self.adam.first.iter_mut().chain(&mut self.adam.second) {
            *moment = moment.f_to_device(device)?;
        }
        Ok(self)
    }

    /// Changes how many epochs the run has in all; those behind it stay.
    pub fn set_epochs(&mut self, epochs: usize) -> Result<()> {
        let config = TrainConfig {
            epochs,
            ..self.config.clone()
        };
        config.validate()?;
        self.config = config;
        Ok(())
    }

    /// One step of Adam on −ELBO; returns the sums of both terms over the batch, as costs.
    pub(crate) fn step(&mut self, x: &Tensor, eps: &Tensor) -> Result<(f64, f64)> {
        let networks = &self.vae.networks;
        let workspace = match &mut self.workspace {
            Some(workspace) => workspace,
            none => none.insert(Workspace::new(networks, self.config.precision.kind())?),
        };
        let (elbo, gradients) = elbo_and_gradients(workspace.narrowed(networks), x, eps)?;
        let sum = |term: &Tensor| term.sum(Kind::Double).double_value(&[]);
        let terms = (-sum(&elbo.reconstruction), sum(&elbo.kl));
        if terms.0.is_finite() && terms.1.is_finite() {
            if let Some(number) = finite::unbounded(&gradients, &workspace.buffers)? {
                return Err(self.not_finite("gradient", number));
            }
            let (parameters, followers) = (networks.parameters(), workspace.followers());
            let step = self.adam.next_step();
            gradients.visit(&workspace.buffers, |i, gradient| {
                step.update(i, parameters[i], gradient, followers.get(i).copied())
            })?;
        }
        Ok(terms)
    }
}
