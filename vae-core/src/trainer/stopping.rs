//! How a training ends before its last epoch: saved, and ready to go on.

use std::path::PathBuf;

use vae_base::Result;

use super::{Stop, Trainer};

impl Trainer {
    /// A handle that asks this training to save and stop after the batch under way.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// The file that does the same when it appears, where the run is saved into a folder.
    pub fn stop_file(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.stop_file())
    }

    /// Whether the last epoch of the protocol is behind it.
    pub fn is_finished(&self) -> bool {
        self.state.is_finished()
    }

    /// `epoch 3` or `epoch 3, batch 17`: what was learnt last.
    pub fn position(&self) -> String {
        self.state.position()
    }

    pub(super) fn is_asked_to_stop(&mut self) -> bool {
        let folder = self.folder.as_mut();
        self.stop.is_requested() || folder.is_some_and(|folder| folder.has_stop_file())
    }

    /// Saves, then clears the request.
    pub(super) fn stop_here(&mut self) -> Result<()> {
        self.save_now()?;
        self.clear_stop()
    }

    pub(super) fn clear_stop(&mut self) -> Result<()> {
        self.stop.clear();
        self.folder.as_ref().map_or(Ok(()), |folder| folder.remove_stop_file())
    }

    /// What the log of a run begins with, where there is something to say.
    pub(super) fn start_message(&self) -> Option<String> {
        let file = self.stop_file()?;
        let stop = format!("`touch {}` saves and stops", file.display());
        Some(match self.note() {
            Some(note) => format!("{note}\n{stop}"),
            None => stop,
        })
    }
}
