//! Everything that can go wrong, with what was wrong, where, and what to do about it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One enum for the whole crate; its messages name the place and the remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to read, write or create something.
    #[error("cannot {action} {}: {}", path.display(), reason(source))]
    Io {
        action: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },

    /// A file is there, but its contents are not what its format promises.
    #[error("{}, byte {offset}: {problem}; {remedy}", path.display())]
    Malformed {
        path: PathBuf,
        offset: u64,
        problem: String,
        remedy: String,
    },

    /// A file reads well, but is not the one that was published.
    #[error("{}: its contents have SHA-256 {found}, but {wanted} was published; {remedy}", path.display())]
    Checksum {
        path: PathBuf,
        found: String,
        wanted: String,
        remedy: String,
    },

    /// A data set's files are not there.
    #[error("{dataset} is not in {}: {missing} is missing; {remedy}", folder.display())]
    DataMissing {
        dataset: String,
        folder: PathBuf,
        missing: String,
        remedy: String,
    },

    /// A file could not be downloaded from any of its mirrors.
    #[error("cannot download {file}: {problem}; {remedy}")]
    Download {
        file: String,
        problem: String,
        remedy: String,
    },

    /// A tensor has the wrong shape for an operation.
    #[error("{operation} wants a tensor of shape {wanted}, got {given:?}")]
    Shape {
        operation: &'static str,
        wanted: String,
        given: Vec<i64>,
    },

    /// A tensor has the wrong element type or lies on the wrong device.
    #[error("{operation} wants {wanted}, got {given}; convert with `to_kind` or `to_device`")]
    Kind {
        operation: &'static str,
        wanted: String,
        given: String,
    },

    /// A setting is outside what makes sense.
    #[error("{field} = {given}: {remedy}")]
    Config {
        field: &'static str,
        given: String,
        remedy: String,
    },

    /// A saved model, configuration or history does not fit.
    #[error("{}: {problem}; {remedy}", path.display())]
    Checkpoint {
        path: PathBuf,
        problem: String,
        remedy: String,
    },

    /// The loss left the finite numbers; the weights of the last checkpoint are untouched.
    #[error(
        "the {term} became {value} in epoch {epoch}, batch {batch}; \
         lower the learning rate (it is {learning_rate}) or look for damaged images"
    )]
    NotFinite {
        term: &'static str,
        value: f64,
        epoch: usize,
        batch: usize,
        learning_rate: f64,
    },

    /// A figure could not be drawn.
    #[error("cannot draw the figure {title:?}: {problem}")]
    Figure { title: String, problem: String },

    /// libtorch refused an operation.
    #[error("libtorch: {0}")]
    Torch(#[from] tch::TchError),
}

impl Error {
    /// Wraps an I/O error with what was being done to which file: `.map_err(Error::io("read", path))`.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}

/// What the operating system says, without the wrappers around it, and what helps.
fn reason(error: &std::io::Error) -> String {
    let inner = error.get_ref().and_then(|wrapper| wrapper.source());
    let said = inner.map_or_else(|| error.to_string(), ToString::to_string);
    let remedy = match error.kind() {
        ErrorKind::NotFound => "check the path",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "choose a place you may write to, or ask for the right to this one"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space and go on",
        ErrorKind::NotADirectory | ErrorKind::IsADirectory => "name another path",
        _ => return said,
    };
    format!("{said}; {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_comes_with_a_remedy() {
        let full = std::io::Error::from(ErrorKind::StorageFull);
        let message = Error::io("write", Path::new("run/model"))(full).to_string();
        assert!(message.contains("cannot write run/model"), "{message}");
        assert!(message.ends_with("free some space and go on"), "{message}");
    }
}
