//! Files that are either whole or not there.

use std::io::Write;
use std::path::Path;

use crate::{Error, Result};

/// Writes beside the target and renames, so that a reader never sees half a file.
pub(super) fn atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder
        .prefix(".figure-")
        .tempfile_in(folder)
        .map_err(Error::io("write", path))?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    file.persist(path)
        .map_err(|refused| Error::io("write", path)(refused.error))?;
    Ok(())
}
