//! When a run is saved.

use std::path::Path;
use std::time::{Duration, Instant};

use vae_base::Result;

use super::Trainer;
use crate::save::run_dir::RunDir;
use crate::save::{checkpoints, refuse_double};

impl Trainer {
    /// Saves the run into a folder from now on: after the first and the last epoch, after every
    /// epoch between as long as saving takes at most 2% of the time, and inside an epoch
    /// whenever the last save is 45 s old ([`saving_every`](Self::saving_every) changes that).
    ///
    /// # Errors
    /// Where the folder cannot be made, already holds a run, or another training uses it; where
    /// the model is in double precision, which files do not keep.
    pub fn saving_to(mut self, folder: impl AsRef<Path>) -> Result<Self> {
        refuse_double(&self.state.vae)?;
        checkpoints::refuse_used(folder.as_ref())?;
        self.folder = Some(RunDir::open(folder.as_ref())?);
        Ok(self)
    }

    /// Saves whenever the last save is so long ago: no more work than that, a step's and a
    /// save's can be lost.
    pub fn saving_every(mut self, interval: Duration) -> Self {
        self.save_every = interval;
        self
    }

    /// Saves the run now, where it has a folder.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn save_now(&mut self) -> Result<()> {
        self.save_if(|_| true)
    }

    /// Saves at the end of an epoch if there is a folder and a save is due.
    pub(super) fn save_after_epoch(&mut self, last: bool) -> Result<()> {
        let every = self.save_every;
        self.save_if(|folder| last || folder.within_budget() || folder.is_due(every))
    }

    /// Saves inside an epoch if there is a folder and the last save is too long ago.
    pub(super) fn save_in_time(&mut self) -> Result<()> {
        let every = self.save_every;
        self.save_if(|folder| folder.is_due(every))
    }

    fn save_if(&mut self, due: impl Fn(&RunDir) -> bool) -> Result<()> {
        let Some(folder) = self.folder.as_mut().filter(|folder| due(folder)) else {
            return Ok(());
        };
        let start = Instant::now();
        let result = checkpoints::write(folder.path(), &self.state);
        folder.saved_since(start);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Architecture;
    use crate::train::{IwaeConfig, TrainConfig};
    use crate::{Vae, VaeConfig};

    #[test]
    fn an_objective_of_ones_own_is_saved_as_often() {
        let config = VaeConfig { architecture: Architecture::mlp([2]), ..VaeConfig::default() };
        let vae = Vae::new(config, 0).unwrap();
        let trainer = Trainer::new(vae, TrainConfig::default()).unwrap();
        let trainer = trainer.saving_every(Duration::from_secs(7));
        let trainer = trainer.with_objective(IwaeConfig::default()).unwrap();
        assert_eq!(trainer.save_every, Duration::from_secs(7));
    }
}
