//! A model in training: the loop over epochs and batches, saved, stopped, watched.

mod background;
pub mod bench;
mod fit;
mod images;
mod not_finite;
mod progress;
mod resume;
mod saving;
mod stop;
mod stopping;
mod sync;
mod watch;

use std::time::Duration;

use tch::Device;
use vae_base::Result;

pub use background::{BackgroundTraining, Status};
pub use progress::Progress;
pub use resume::OwnParts;
pub use stop::Stop;
pub use watch::{BatchProgress, Watch};

use crate::model::Vae;
use crate::save::RunConfig;
use crate::save::run_dir::{RunDir, SAVE_EVERY};
use crate::train::gradient::Engine;
use crate::train::{History, Objective, ObjectiveFunction, State, TrainConfig};

/// A model in training, with all that it takes to go on later.
///
/// ```
/// use vae_core::dataset::synthetic;
/// use vae_core::model::Architecture;
/// use vae_core::train::Objective;
/// use vae_core::{TrainConfig, Trainer, Vae, VaeConfig};
///
/// # fn main() -> vae_core::Result<()> {
/// let architecture = Architecture::mlp([20, 10]);
/// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
/// let objective = Objective::iwae(3);
/// let mut trainer = Trainer::new(vae, TrainConfig { epochs: 2, objective, ..TrainConfig::default() })?;
/// trainer.fit(&synthetic::digits(200, 0)?, None)?;
/// assert_eq!(trainer.history().epochs.len(), 2);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Trainer {
    state: State,
    objective: Box<dyn ObjectiveFunction>,
    folder: Option<RunDir>,
    save_every: Duration,
    /// What is worth knowing about how the run went on.
    resume_warning: Option<String>,
    stop: Stop,
    /// From the first step on.
    engine: Option<Engine>,
}

impl Trainer {
    /// Starts a run from a model, usually a new one.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where a number of the protocol makes no sense, or
    /// the objective cannot be computed for this model.
    pub fn new(vae: Vae, config: TrainConfig) -> Result<Self> {
        let objective = config.objective.function()?;
        Self::with(State::new(vae, config)?, objective)
    }

    fn with(state: State, objective: Box<dyn ObjectiveFunction>) -> Result<Self> {
        objective.check(&state.vae)?;
        Ok(Self {
            state,
            objective,
            folder: None,
            save_every: SAVE_EVERY,
            resume_warning: None,
            stop: Stop::default(),
            engine: None,
        })
    }

    /// The same run with an objective of one's own, whose name its configuration keeps.
    ///
    /// # Errors
    /// Where the objective cannot be computed for this model.
    pub fn with_objective(mut self, objective: impl ObjectiveFunction + 'static) -> Result<Self> {
        objective.check(&self.state.vae)?;
        self.state.config.objective = Objective::Own(objective.name());
        self.objective = Box::new(objective);
        self.engine = None;
        Ok(self)
    }

    /// The model as it is now.
    pub fn vae(&self) -> &Vae {
        &self.state.vae
    }

    /// What was measured so far.
    pub fn history(&self) -> &History {
        &self.state.history
    }

    /// The protocol.
    pub fn config(&self) -> &TrainConfig {
        &self.state.config
    }

    /// The run as plain data.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What its `config.json` says.
    pub fn run_config(&self) -> RunConfig {
        RunConfig::of_run(&self.state)
    }

    /// The model and the history, when training is over.
    pub fn into_parts(self) -> (Vae, History) {
        (self.state.vae, self.state.history)
    }

    /// What is worth knowing about the run before it goes on, if anything: that its newest
    /// checkpoint was damaged and where it stands instead, that its folder cannot be locked, that
    /// its precision is slow here. One line each.
    pub fn note(&self) -> Option<String> {
        let unlocked = self.folder.as_ref().and_then(|folder| folder.note());
        let slow = self.state.config.precision.warning(self.state.vae.device());
        let notes = [self.resume_warning.clone(), unlocked.map(String::from), slow];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        (!notes.is_empty()).then(|| notes.join("\n"))
    }

    /// The same run with its tensors on another device.
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn to_device(mut self, device: Device) -> Result<Self> {
        self.state = self.state.to_device(device)?;
        self.engine = None;
        Ok(self)
    }

    /// Changes how many epochs the run has in all; those behind it stay.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for none, or too many.
    pub fn set_epochs(&mut self, epochs: usize) -> Result<()> {
        let config = TrainConfig { epochs, ..self.state.config.clone() };
        config.validate()?;
        self.state.config = config;
        Ok(())
    }
}
