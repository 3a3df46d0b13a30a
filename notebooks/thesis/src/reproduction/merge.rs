//! Results that were made apart, joined.

use std::path::{Path, PathBuf};

use super::OutputDir;
use super::output_dir::make_folder_of;
use vae_core::save::files::{read, write_atomically};
use vae_core::{Error, Result};

impl OutputDir {
    /// Takes over what was measured in other folders; training runs stay where they are.
    ///
    /// # Errors
    /// Where a folder holds no measurements, or another result of a task that is here already.
    pub fn merge(&self, others: &[PathBuf]) -> Result<()> {
        for other in others {
            let root = other.join("measurements");
            let files = files_below(&root)?;
            if files.is_empty() {
                let remedy = "name a folder that `vae reproduce --out` wrote";
                return Err(Error::saved(other, "nothing was measured in it", remedy));
            }
            for file in files {
                let name = file.strip_prefix(&root).unwrap_or(&file);
                self.take_over(&file, &self.folder.join("measurements").join(name))?;
            }
        }
        Ok(())
    }

    fn take_over(&self, from: &Path, to: &Path) -> Result<()> {
        let bytes = read(from)?;
        if to.exists() {
            return match read(to)? == bytes {
                true => Ok(()),
                false => Err(Error::saved(
                    from,
                    format!("it differs from {}", to.display()),
                    "two machines gave two results of one job: name only one of the folders",
                )),
            };
        }
        make_folder_of(to)?;
        write_atomically(to, &bytes)
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::io("read", folder))?.path();
        match path.is_dir() {
            true => files.extend(files_below(&path)?),
            false => files.push(path),
        }
    }
    files.sort();
    Ok(files)
}
