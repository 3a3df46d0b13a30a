//! Codes written to a file, in the format of its ending.

use std::io::{Cursor, Write};
use std::path::Path;

use vae_core::save::files::write_atomically;
use vae_core::{Error, Result};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::table::Table;
use super::{Codes, numbers};
use crate::npy;

/// The formats that codes can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The means, as one NumPy array.
    Npy,
    /// All numbers, as several.
    Npz,
    /// A table as text.
    Csv,
    /// A table in columns.
    Parquet,
}

impl Format {
    /// What a path's ending stands for.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for any other ending.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match &*ending {
            "npy" => Ok(Self::Npy),
            "npz" => Ok(Self::Npz),
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            _ => {
                let remedy = "codes are written as .npy, .npz, .csv or .parquet";
                Err(Error::config("the file's ending", path.display(), remedy))
            }
        }
    }
}

impl Codes {
    /// Writes them in the format of the path's ending.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an ending that is not known,
    /// [`ErrorKind::Io`](vae_core::ErrorKind) where the file cannot be written; the one before it
    /// then stays as it was.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let bytes = match Format::of(path)? {
            Format::Npy => float_array(&self.mu)?,
            Format::Npz => self.npz().map_err(Error::io("write", path))?,
            Format::Csv => Table::of(self)?.csv().map_err(|error| refused(path, error))?,
            #[cfg(feature = "parquet")]
            Format::Parquet => Table::of(self)?.parquet().map_err(|error| refused(path, error))?,
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => {
                let remedy = "notebooks write no Parquet: write .csv here, or `vae encode` it";
                return Err(Error::config("the file's ending", path.display(), remedy));
            }
        };
        write_atomically(path, &bytes)
    }

    fn npz(&self) -> std::io::Result<Vec<u8>> {
        let other = |error: Error| std::io::Error::other(error.to_string());
        let mut arrays = vec![("mu", float_array(&self.mu).map_err(other)?)];
        if let Some(log_var) = &self.log_var {
            arrays.push(("log_var", float_array(log_var).map_err(other)?));
        }
        if let Some((labels, _)) = &self.labels {
            arrays.push(("labels", npy::to_bytes("|u1", &[labels.len()], labels)));
        }
        arrays.push(("reconstruction", float_array(&self.reconstruction).map_err(other)?));
        arrays.push(("kl", float_array(&self.kl).map_err(other)?));
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in arrays {
            archive.start_file(format!("{name}.npy"), SimpleFileOptions::default())?;
            archive.write_all(&bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

fn refused(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::io_error("write", path, std::io::Error::other(error.to_string()))
}

/// The bytes of a `.npy` file with a tensor's numbers.
pub(super) fn float_array(t: &tch::Tensor) -> Result<Vec<u8>> {
    let shape: Vec<usize> = t.size().iter().map(|&size| size as usize).collect();
    let data: Vec<u8> = numbers(t)?.into_iter().flat_map(f32::to_le_bytes).collect();
    Ok(npy::to_bytes("<f4", &shape, &data))
}
