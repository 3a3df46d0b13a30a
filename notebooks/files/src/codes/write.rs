//! Codes written to a file, in the format of its ending.

use std::io::{Cursor, Write};
use std::path::Path;

use vae_core::save::files::write_atomically;
use vae_core::{Error, Result};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::table::Table;
use super::{Codes, numbers, plain};
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
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where the fields are not of as many images,
    /// [`ErrorKind::Io`](vae_core::ErrorKind) where the file cannot be written; the one before it
    /// then stays as it was.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        self.check()?;
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

    /// One row of everything for each image, and no more of them than memory holds.
    fn check(&self) -> Result<()> {
        let size = plain(&self.mu)?.size();
        let [count, _] = size[..] else {
            return Err(Error::shape("writing means", "[N, J]", size));
        };
        for (what, tensor) in [("reconstruction terms", &self.reconstruction), ("KLs", &self.kl)] {
            if tensor.size() != [count] {
                let operation = format!("writing {what}");
                return Err(Error::shape(&operation, format!("[{count}]"), tensor.size()));
            }
        }
        if let Some(log_var) = self.log_var.as_ref().filter(|t| t.size() != size) {
            return Err(Error::shape("writing log variances", format!("{size:?}"), log_var.size()));
        }
        match &self.labels {
            Some((labels, _)) if labels.len() as i64 != count => {
                let remedy = format!("give one for each of {count} images");
                Err(Error::config("labels", labels.len(), remedy))
            }
            _ => Ok(()),
        }
    }

    fn npz(&self) -> std::io::Result<Vec<u8>> {
        let other = |error: Error| std::io::Error::other(error.to_string());
        let mut arrays = vec![("mu", float_array(&self.mu).map_err(other)?)];
        if let Some(log_var) = &self.log_var {
            arrays.push(("log_var", float_array(log_var).map_err(other)?));
        }
        if let Some((labels, _)) = &self.labels {
            let bytes: Vec<u8> = labels.iter().flat_map(|label| label.to_le_bytes()).collect();
            arrays.push(("labels", npy::to_bytes("<i8", &[labels.len()], &bytes)));
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
