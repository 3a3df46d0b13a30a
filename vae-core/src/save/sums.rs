//! The checksum beside a file, as `sha256sum -c` reads it.

use std::path::Path;

use sha2::{Digest, Sha256};
use vae_base::files::{read, write_atomically};
use vae_base::{Error, Result};

const SUMS: &str = "SHA256SUMS";

/// Writes the SHA-256 of a file into `SHA256SUMS` beside it.
///
/// # Errors
/// Where the one cannot be read or the other not be written.
pub fn write(file: &Path) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    write_atomically(&file.with_file_name(SUMS), format!("{}  {name}\n", sum(file)?).as_bytes())
}

/// Checks that a file is the one whose SHA-256 [`write()`] wrote.
///
/// # Errors
/// [`ErrorKind::Checksum`](crate::ErrorKind) where it is another; where one of the two cannot be
/// read.
pub fn verify(file: &Path) -> Result<()> {
    let line = String::from_utf8_lossy(&read(&file.with_file_name(SUMS))?).into_owned();
    let (wanted, found) = (line.split_whitespace().next().unwrap_or_default(), sum(file)?);
    if found == wanted {
        return Ok(());
    }
    Err(Error::checksum(file, &found, wanted, "restore the folder from the repository"))
}

fn sum(file: &Path) -> Result<String> {
    Ok(format!("{:x}", Sha256::digest(read(file)?)))
}
