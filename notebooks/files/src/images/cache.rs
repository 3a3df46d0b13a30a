//! Where images lie that are more than memory is given: in a file without a name, which the system
//! removes when nothing uses it any more, however the process ends.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use tempfile::{SpooledData, SpooledTempFile};
use vae_core::{Error, Result};

use super::bytes::Bytes;

/// The memory that images are given where `VAE_MEMORY` does not say, in MiB.
const USUAL: usize = 1 << 10;

/// How many bytes images may take in memory: `VAE_MEMORY`, in MiB, or 1 GiB.
pub fn allowance() -> Result<usize> {
    let Some(given) = std::env::var_os("VAE_MEMORY").filter(|given| !given.is_empty()) else {
        return Ok(USUAL << 20);
    };
    let given = given.to_string_lossy().into_owned();
    let bytes = given.parse::<usize>().ok().and_then(|mib| mib.checked_mul(1 << 20));
    bytes.ok_or_else(|| {
        let remedy = "say in MiB how much memory images may take, 1024 for instance";
        Error::config("VAE_MEMORY", given, remedy)
    })
}

/// The folder of the files without a name: `VAE_CACHE`, or the one that the system has for caches.
pub fn folder() -> PathBuf {
    let named =
        |name: &str| std::env::var_os(name).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    named("VAE_CACHE")
        .or_else(|| named("XDG_CACHE_HOME"))
        .or_else(|| Some(named("HOME")?.join(".cache")))
        .unwrap_or_else(std::env::temp_dir)
}

/// A new file without a name.
pub fn file() -> Result<File> {
    let folder = folder();
    let made = std::fs::create_dir_all(&folder).and_then(|()| tempfile::tempfile_in(&folder));
    made.map_err(refused)
}

/// What the system refuses there.
pub fn refused(error: io::Error) -> Error {
    let folder = folder();
    let error =
        Error::io_error("keep images that are more than memory is given in", &folder, error);
    error.with_remedy("VAE_CACHE names another folder, VAE_MEMORY gives them more memory, in MiB")
}

/// Bytes that arrive one after the other, kept in memory up to the allowance.
pub struct Spool(SpooledTempFile);

impl Spool {
    pub fn new() -> Result<Self> {
        std::fs::create_dir_all(folder()).map_err(refused)?;
        Ok(Self(SpooledTempFile::new_in(allowance()?, folder())))
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes).map_err(refused)
    }

    pub fn finish(self) -> Result<Bytes> {
        match self.0.into_inner() {
            SpooledData::InMemory(held) => Ok(Bytes::held(held.into_inner())),
            SpooledData::OnDisk(file) => Bytes::of_file(file).map_err(refused),
        }
    }
}
