//! A file of arrays of any of the formats, told apart by its first bytes.

use std::fs::File;
use std::path::{Path, PathBuf};

use vae_core::dataset::foreign;
use vae_core::{Error, Result};

use super::array::Array;
use super::bytes::Bytes;
use super::{MAX_FILE, idx, malformed, mat, npz, tensors, unfit};
use crate::npy;

/// An open file.
pub struct Contents {
    pub path: PathBuf,
    bytes: Bytes,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Npy,
    Npz,
    Idx,
    Matlab,
    Safetensors,
}

impl Contents {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(Error::io("open", path))?;
        Self::of(path, Bytes::of_file(file).map_err(Error::io("read", path))?)
    }

    /// Tells what the bytes of a file are.
    pub fn of(path: &Path, bytes: Bytes) -> Result<Self> {
        let head = bytes.head(512).map_err(Error::io("read", path))?;
        let format = format(&head, path)?;
        Ok(Self { path: path.to_path_buf(), bytes, format })
    }

    /// The names of its arrays, where they have names.
    pub fn names(&self) -> Result<Vec<String>> {
        match self.format {
            Format::Npy | Format::Idx | Format::Matlab => Ok(Vec::new()),
            Format::Npz => npz::names(&self.bytes, &self.path),
            Format::Safetensors => tensors::names(&self.bytes, &self.path),
        }
    }

    /// The array of a name, or the only one.
    pub fn array(&self, name: Option<&str>) -> Result<Array> {
        let (bytes, path) = (&self.bytes, &self.path);
        match (self.format, name) {
            (Format::Npy, None) => npy::parse(bytes, path),
            (Format::Idx, None) => idx::parse(bytes, path),
            (Format::Npy | Format::Idx, Some(name)) => {
                let problem = format!("its only array has no name, so there is no {name:?}");
                Err(unfit(path, problem, "leave the name out"))
            }
            (Format::Matlab, name) => mat::parse(&self.whole()?, name, path),
            (Format::Npz | Format::Safetensors, _) => {
                let name = self.one_of_several(name)?;
                match self.format {
                    Format::Npz => npz::parse(bytes, &name, path),
                    _ => tensors::parse(bytes, &name, path),
                }
            }
        }
    }

    /// All bytes, of a format that is read at once.
    fn whole(&self) -> Result<Vec<u8>> {
        if self.bytes.len() > MAX_FILE {
            let problem = format!("it is longer than {} GiB", MAX_FILE >> 30);
            return Err(unfit(&self.path, problem, "split it into several files"));
        }
        self.bytes.all().map_err(Error::io("read", &self.path))
    }

    fn one_of_several(&self, name: Option<&str>) -> Result<String> {
        let names = self.names()?;
        match (name, &names[..]) {
            (Some(name), names) if names.iter().any(|known| known == name) => Ok(name.into()),
            (None, [one]) => Ok(one.clone()),
            (Some(name), _) => {
                let problem = format!("it has no array {name:?}");
                Err(unfit(&self.path, problem, format!("there are {}", names.join(", "))))
            }
            (None, []) => Err(unfit(&self.path, "it holds no array", "name another file")),
            (None, _) => {
                let remedy = format!("name one by --variable: {}", names.join(", "));
                Err(unfit(&self.path, "it holds several arrays", remedy))
            }
        }
    }
}

fn format(bytes: &[u8], path: &Path) -> Result<Format> {
    match bytes {
        [] => Err(malformed(path, 0, "the file is empty")),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Ok(Format::Npy),
        [b'P', b'K', 3 | 5, ..] => Ok(Format::Npz),
        [0x1f, 0x8b, ..] | [0, 0, 8..=14, 0..=9, ..] => Ok(Format::Idx),
        _ if bytes.starts_with(b"MATLAB 5.0") => Ok(Format::Matlab),
        _ if matches!(bytes.get(124..128), Some([0, 1, b'I', b'M'] | [1, 0, b'M', b'I'])) => {
            Ok(Format::Matlab)
        }
        [_, _, _, _, _, _, 0, 0, b'{', ..] => Ok(Format::Safetensors),
        _ => {
            let is = foreign(bytes).map(|other| format!(": it is {other}")).unwrap_or_default();
            let problem = format!("not images of a kind that can be read{is}");
            let remedy = "give a folder of PNG or JPEG pictures, or a .npy, .npz, IDX, \
                          .safetensors or MATLAB (level 5) file";
            Err(Error::malformed(path, 0, problem, remedy))
        }
    }
}
