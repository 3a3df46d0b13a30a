//! The folder that a training writes its checkpoints into.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use vae_base::files::TEMPORARY;
use vae_base::{Error, Result};

/// Saving after an epoch takes at most this share of a run's time, however short its epochs are.
const LARGEST_SHARE: f64 = 0.02;

/// A run is saved at least this often: with a step and the save itself, within a minute.
pub(crate) const SAVE_EVERY: Duration = Duration::from_secs(45);

const STOP: &str = "stop";

/// How often the folder is looked at for that file.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A run's folder, locked against a second training.
#[derive(Debug)]
pub(crate) struct RunDir {
    path: PathBuf,
    /// Held as long as the run lives.
    _lock: File,
    /// What whoever uses a folder that cannot be locked should know.
    note: Option<String>,
    opened: Instant,
    last_save: Option<Saved>,
    last_look: Instant,
}

#[derive(Debug, Clone, Copy)]
struct Saved {
    at: Instant,
    took: Duration,
}

impl RunDir {
    /// Makes the folder where there is none, locks it, and clears away what a killed run left
    /// half written.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(Error::io("create the folder", path))?;
        let lock_path = path.join(".lock");
        let lock = File::create(&lock_path).map_err(Error::io("write", &lock_path))?;
        let note = own(path, || lock.try_lock())?;
        remove_half_written(path)?;
        let folder = Self {
            path: path.to_path_buf(),
            _lock: lock,
            note,
            opened: Instant::now(),
            last_save: None,
            last_look: Instant::now(),
        };
        folder.remove_stop_file()?; // from a run that ended before it was seen
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is worth knowing about it, if anything.
    pub(crate) fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The file whose appearance stops the run.
    pub(crate) fn stop_file(&self) -> PathBuf {
        self.path.join(STOP)
    }

    /// Whether it has appeared; looks every now and then only.
    pub(crate) fn has_stop_file(&mut self) -> bool {
        if self.last_look.elapsed() < LOOK_EVERY {
            return false;
        }
        self.last_look = Instant::now();
        self.stop_file().exists()
    }

    pub(crate) fn remove_stop_file(&self) -> Result<()> {
        let path = self.stop_file();
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io("remove", &path)(e)),
            _ => Ok(()),
        }
    }

    /// Whether the last save is at least so long ago.
    pub(crate) fn is_due(&self, every: Duration) -> bool {
        let since = self.last_save.map_or(self.opened, |last| last.at);
        since.elapsed() >= every
    }

    /// Whether a save now keeps the time spent on saving within its share.
    pub(crate) fn within_budget(&self) -> bool {
        self.last_save.is_none_or(|last| last.at.elapsed().mul_f64(LARGEST_SHARE) >= last.took)
    }

    /// Remembers that the state of `start` is safe now.
    pub(crate) fn saved_since(&mut self, start: Instant) {
        self.last_save = Some(Saved { at: Instant::now(), took: start.elapsed() });
    }
}

/// Refuses a folder that another training holds; one whose file system has no locks is taken
/// without, and the answer says so.
fn own(path: &Path, try_lock: impl Fn() -> Result<(), TryLockError>) -> Result<Option<String>> {
    match patiently(try_lock) {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Err(taken(path)),
        Err(TryLockError::Error(reason)) => Ok(Some(format!(
            "{} cannot be locked ({reason}): see to it that no second training writes there",
            path.display()
        ))),
    }
}

/// Tries for a fifth of a second: a program that this one is just starting holds its files until it
/// has begun.
fn patiently(try_lock: impl Fn() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
    for _ in 0..10 {
        match try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            answer => return answer,
        }
    }
    try_lock()
}

fn remove_half_written(folder: &Path) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(Error::io("list", folder))?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            let path = entry.path();
            std::fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}

fn taken(path: &Path) -> Error {
    Error::saved(
        path,
        "another training is writing to this folder",
        "wait for it, stop it, or choose another folder; in a notebook, it may be an earlier variable: `drop(trainer)`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn saving_keeps_to_its_share_of_the_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut dir = RunDir::open(folder.path()).unwrap();
        assert!(dir.within_budget(), "nothing was saved yet");
        dir.saved_since(Instant::now());
        std::thread::sleep(Duration::from_millis(20));
        assert!(dir.within_budget(), "the save took no time");
        dir.saved_since(Instant::now().checked_sub(Duration::from_secs(1)).unwrap());
        assert!(!dir.within_budget(), "the save took a second and has just ended");
    }

    #[test]
    fn a_file_system_without_locks_does_without_them_and_says_so() {
        let path = Path::new("run");
        let answer = |answer: fn() -> Result<(), TryLockError>| own(path, answer);
        assert_eq!(answer(|| Ok(())).unwrap(), None);
        let unsupported = || Err(TryLockError::Error(io::ErrorKind::Unsupported.into()));
        let note = answer(unsupported).unwrap().unwrap();
        assert!(note.starts_with("run cannot be locked (unsupported)"), "{note}");
        let taken = answer(|| Err(TryLockError::WouldBlock)).unwrap_err().to_string();
        assert!(taken.contains("an earlier variable: `drop(trainer)`"), "{taken}");
    }
}
