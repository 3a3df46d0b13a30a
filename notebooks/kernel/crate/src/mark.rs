//! Marked lines on standard output, by which a cell speaks to the front.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Names the folder through which the front speaks to the cells; only a front sets it.
pub const VARIABLE: &str = "NOTEBOOK_FRONT";

const MARK: &str = "\u{2}notebook-front";

/// Whether a front reads what this process prints.
pub fn is_here() -> bool {
    folder().is_some()
}

pub(crate) fn folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(|| std::env::var_os(VARIABLE).map(PathBuf::from)).as_deref()
}

/// Writes one line, whole and at once; a closed output loses it.
pub(crate) fn line(arguments: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{MARK} {arguments}").and_then(|()| out.flush());
}
