//! Downloading the published files, none of which is believed before its contents are checked.
//!
//! A download grows in `NAME.part` beside the file's place. Only what is complete and has the
//! published SHA-256 gets the file's name, in one step; what breaks off is resumed. Nothing about
//! the user is sent.

mod patience;
#[cfg(test)]
mod tests;
mod transfer;

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use patience::wait_for;
use transfer::Transfer;
use vae_core::dataset::{DataFile, files};
use vae_core::{Error, Result, Source};

use crate::status::{FileState, FileStatus};

/// How long a server may stay silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How often a mirror that sends something each time is asked to go on.
const ATTEMPTS: usize = 20;

/// What happens during a download, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The file is there and intact; nothing is downloaded.
    Intact {
        /// The file's name.
        file: &'a str,
    },
    /// Another process is downloading this file; this one waits for it.
    Waiting {
        /// The file's name.
        file: &'a str,
    },
    /// Bytes have arrived.
    Progress {
        /// The file's name.
        file: &'a str,
        /// How many bytes of the download are there.
        done: u64,
        /// How many there will be, where the server says so.
        total: Option<u64>,
    },
    /// A mirror failed; it is asked to go on, or the next one is tried.
    Failed {
        /// The file's name.
        file: &'a str,
        /// The mirror's address.
        mirror: &'a str,
        /// What went wrong.
        problem: &'a str,
    },
    /// The file is downloaded, checked and in its place.
    Done {
        /// The file's name.
        file: &'a str,
    },
}

/// Downloads those files of a data set that are not in `dir` and intact, and tells `report` about
/// it. A synthetic set has no files; then there is nothing to do.
///
/// # Errors
/// [`ErrorKind::Download`](vae_core::ErrorKind) where no mirror gave the published contents,
/// [`ErrorKind::Io`](vae_core::ErrorKind) where `dir` cannot be written,
/// [`ErrorKind::Interrupted`](vae_core::ErrorKind) where the reader of a notebook pressed stop; what
/// is wrong with a file that is there and is not the published one;
/// [`ErrorKind::DataMissing`](vae_core::ErrorKind), with the address of the archive, where no server
/// has the files by themselves. Either way no file in `dir`
/// has changed except `NAME.part`, from where another call goes on.
pub fn fetch(source: &Source, dir: &Path, report: &mut dyn FnMut(Event)) -> Result<()> {
    files(source).iter().try_for_each(|file| fetch_file(file, dir, SILENCE, report))
}

fn fetch_file(
    file: &'static DataFile,
    dir: &Path,
    silence: Duration,
    report: &mut dyn FnMut(Event),
) -> Result<()> {
    let place = file.place(dir);
    let folder = place.parent().unwrap_or(dir);
    fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let state = || FileStatus::of(file, dir).state;
    match state() {
        FileState::Intact { .. } => {
            report(Event::Intact { file: file.name });
            return Ok(());
        }
        FileState::Damaged(error) => return Err(error),
        _ => {} // missing
    }
    if let Some(by_hand) = file.by_hand {
        return Err(Error::data_missing(&file.source, dir, file.name, by_hand));
    }
    let part = Part::open(file, dir, report)?;
    if state().is_intact() {
        report(Event::Intact { file: file.name });
        return part.discard();
    }
    part.download(silence, report)
}

/// Whether a path still leads to an open file.
fn is_at(file: &File, path: &Path) -> bool {
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let there = fs::metadata(path).map(identity).ok();
    there.is_some() && there == file.metadata().map(identity).ok()
}

/// A download under way; no other process writes to it meanwhile.
struct Part {
    file: &'static DataFile,
    bytes: File,
    path: PathBuf,
    target: PathBuf,
}

impl Part {
    fn open(file: &'static DataFile, dir: &Path, report: &mut dyn FnMut(Event)) -> Result<Self> {
        let target = file.place(dir);
        let path = target.with_file_name(format!("{}.part", file.name));
        loop {
            let bytes = File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(Error::io("write", &path))?;
            // A file system without locks does without them: contents are checked anyway.
            if let Err(TryLockError::WouldBlock) = bytes.try_lock() {
                report(Event::Waiting { file: file.name });
                wait_for(move || drop(bytes.lock()))?;
                continue;
            }
            if !is_at(&bytes, &path) {
                continue; // whoever had it has given it its name, or removed it
            }
            return Ok(Self { file, bytes, path, target });
        }
    }

    /// Removes the part, if another process did not.
    fn discard(&self) -> Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::io("remove", &self.path)(error))
            }
            _ => Ok(()),
        }
    }

    /// Tries mirror after mirror.
    fn download(mut self, silence: Duration, report: &mut dyn FnMut(Event)) -> Result<()> {
        let mut problems = Vec::new();
        for mirror in self.file.mirrors {
            match self.ask(mirror, silence, report)? {
                Ok(()) => return self.finish(report),
                Err(problem) => problems.push(format!("{mirror}: {problem}")),
            }
        }
        if self.len()? == 0 {
            self.discard()?;
        }
        Err(Error::download(
            self.file.name,
            problems.join("; "),
            "check the connection and run `vae data fetch` again, which goes on where \
                     this stopped, or put the file into the data folder yourself",
        ))
    }

    /// Asks a mirror again as long as it gets further.
    fn ask(
        &mut self,
        mirror: &str,
        silence: Duration,
        report: &mut dyn FnMut(Event),
    ) -> Result<std::result::Result<(), String>> {
        let mut problem = String::new();
        for _ in 0..ATTEMPTS {
            let before = self.len()?;
            let transfer = Transfer {
                url: &format!("{mirror}{}", self.file.name),
                file: self.file,
                silence,
                path: &self.path,
            };
            problem = match transfer.run(&mut self.bytes, report)? {
                Err(problem) => problem,
                Ok(()) => match self.check() {
                    Ok(()) => return Ok(Ok(())),
                    Err(error) => {
                        self.empty()?;
                        error.to_string()
                    }
                },
            };
            report(Event::Failed { file: self.file.name, mirror, problem: &problem });
            let after = self.len()?;
            let started_over = before > 0 && after == 0;
            if after <= before && !started_over {
                break;
            }
        }
        Ok(Err(problem))
    }

    fn len(&self) -> Result<u64> {
        let metadata = self.bytes.metadata();
        Ok(metadata.map_err(Error::io("read", &self.path))?.len())
    }

    fn empty(&mut self) -> Result<()> {
        self.bytes.set_len(0).map_err(Error::io("write", &self.path))
    }

    fn check(&mut self) -> Result<()> {
        let mut bytes = Vec::new();
        self.bytes
            .rewind()
            .and_then(|()| {
                let limit = self.file.max_bytes + 1;
                (&self.bytes).take(limit).read_to_end(&mut bytes)
            })
            .map_err(Error::io("read", &self.path))?;
        self.file.check(&bytes, &self.path).map(drop)
    }

    /// Gives the checked download its name.
    fn finish(self, report: &mut dyn FnMut(Event)) -> Result<()> {
        self.bytes
            .sync_all()
            .and_then(|()| fs::rename(&self.path, &self.target))
            .map_err(Error::io("write", &self.target))?;
        report(Event::Done { file: self.file.name });
        Ok(())
    }
}
