//! How a run goes on.

use std::cell::Cell;
use std::path::Path;

use vae_base::{Error, Result};

use super::Trainer;
use crate::model::Vae;
use crate::save::checkpoints;
use crate::save::run_dir::RunDir;
use crate::train::{Objective, ObjectiveFunction};

/// What a run needs that no file can hold: a model with parts of one's own, an objective of one's
/// own. Both as they were made when the run began.
#[derive(Debug, Default)]
pub struct OwnParts {
    model: Option<Vae>,
    objective: Option<Box<dyn ObjectiveFunction>>,
}

impl OwnParts {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The model, whose weights the checkpoint's replace.
    pub fn model(mut self, vae: Vae) -> Self {
        self.model = Some(vae);
        self
    }

    /// The objective.
    pub fn objective(mut self, objective: impl ObjectiveFunction + 'static) -> Self {
        self.objective = Some(Box::new(objective));
        self
    }
}

impl Trainer {
    /// Whether a folder holds a run that can go on.
    pub fn can_resume(folder: impl AsRef<Path>) -> bool {
        checkpoints::can_resume(folder.as_ref())
    }

    /// Goes on with the run of a folder where its last checkpoint stands, and saves into it. On
    /// the same machine and with as many threads, the run then has the bits that it would have
    /// had without the interruption.
    ///
    /// Where the newest checkpoint is damaged, the one before it is taken; [`note`](Self::note)
    /// says so.
    ///
    /// # Errors
    /// Where there is no checkpoint, none is intact, the newest cannot be read or is of a newer
    /// version, another training uses the folder, or a part is one's own:
    /// [`resume_with`](Self::resume_with) takes that.
    pub fn resume(folder: impl AsRef<Path>) -> Result<Self> {
        Self::resume_with(folder, OwnParts::new())
    }

    /// Like [`resume`](Self::resume), for a run with parts of one's own.
    ///
    /// # Errors
    /// As [`resume`](Self::resume), and where the parts are not those that the run began with.
    pub fn resume_with(folder: impl AsRef<Path>, own: OwnParts) -> Result<Self> {
        let folder = folder.as_ref();
        if !Self::can_resume(folder) {
            let remedy = "name the folder of a run, or start a new one";
            return Err(Error::saved(folder, "there is no checkpoint", remedy));
        }
        let locked = RunDir::open(folder)?;
        let has_model = own.model.is_some();
        let model = Cell::new(own.model);
        let (state, warning) = checkpoints::read_newest(folder, || match model.take() {
            None if has_model => Err(Error::saved(
                folder,
                "its newest checkpoint is damaged",
                "make the model again and resume once more",
            )),
            model => Ok(model),
        })?;
        let objective = match (own.objective, &state.config.objective) {
            (Some(objective), Objective::Own(name)) if objective.name() == *name => objective,
            (Some(objective), wanted) => {
                let given = objective.name();
                let remedy = format!("the run began with {wanted}");
                return Err(Error::config("objective", given, remedy));
            }
            (None, objective) => objective.function()?,
        };
        let mut trainer = Self::with(state, objective)?;
        trainer.folder = Some(locked);
        trainer.resume_warning = warning;
        Ok(trainer)
    }
}
