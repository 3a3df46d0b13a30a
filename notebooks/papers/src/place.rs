//! Where results are kept: `DIR/PAPER/ROW/seed-S/`, each with its run and what was measured on it.

use std::path::{Path, PathBuf};

use vae_core::{Error, Result};

/// Of a quick run.
const QUICK_STAGES: usize = 2;

/// A folder of results, and how large the runs are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// Few epochs on few images, synthetic ones where MNIST is missing: for tests.
    pub quick: bool,
}

impl Place {
    /// The stage, of so many, after which a run ends: the one that was asked for, or the last; of a
    /// quick run, an early one.
    ///
    /// # Errors
    /// Where there is no such stage.
    pub(crate) fn last_stage(&self, asked: Option<usize>, stages: usize) -> Result<usize> {
        let last = asked.unwrap_or(stages);
        let last = if self.quick { last.min(QUICK_STAGES) } else { last };
        match (1..=stages).contains(&last) {
            true => Ok(last),
            false => Err(Error::config("--stages", last, format!("choose 1 to {stages}"))),
        }
    }
}

/// Refuses a stage of a training that has none.
///
/// # Errors
/// Where one was asked for.
pub(crate) fn no_stages(asked: Option<usize>) -> Result<()> {
    let remedy = "this paper's training has none: leave it out";
    asked.map_or(Ok(()), |stages| Err(Error::config("--stages", stages, remedy)))
}

/// Where a file or folder holds a run that cannot be gone on with.
pub(crate) fn another_protocol(path: &Path) -> Error {
    Error::saved(
        path,
        "it holds a run of another protocol",
        "choose another folder with --out, or remove this run",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_after_a_stage_that_there_is() {
        let of = |quick| Place { folder: PathBuf::new(), quick };
        assert_eq!(of(false).last_stage(None, 8).unwrap(), 8);
        assert_eq!(of(false).last_stage(Some(3), 8).unwrap(), 3);
        assert_eq!(of(true).last_stage(None, 8).unwrap(), 2);
        assert!(of(false).last_stage(Some(9), 8).is_err());
        assert!(of(true).last_stage(Some(0), 8).is_err());
    }
}
