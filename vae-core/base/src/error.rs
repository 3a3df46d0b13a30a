//! Everything that can go wrong, with what was wrong, where, and what to do about it.

use std::fmt;
use std::io;
use std::path::Path;

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong: its message names the place and the remedy, its [`kind`](Self::kind) lets a
/// program tell one case from another.
///
/// ```
/// use vae_base::{ErrorKind, Random};
///
/// let error = Random::new(0).uniform(&[2, -1]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Config);
/// assert!(error.to_string().starts_with("shape = [2, -1]: sizes are 0 or more"));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    /// What to do about it, where another place of the program knows that better.
    remedy: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused to read, write or create something.
    Io,
    /// A file is there, but its contents are not what its format promises.
    Malformed,
    /// A file reads well, but is not the one that was published.
    Checksum,
    /// A data set's files are not there.
    DataMissing,
    /// A file could not be downloaded from any of its mirrors.
    Download,
    /// A tensor has the wrong shape for an operation.
    Shape,
    /// A tensor has the wrong element type or lies on the wrong device.
    ElementType,
    /// A number lies outside what an operation is defined for: a pixel outside [0, 1], say.
    Domain,
    /// A setting is outside what makes sense.
    Config,
    /// A saved model, configuration or history does not fit.
    Saved,
    /// A saved file's contents are not those that were written.
    Damaged,
    /// The loss or a gradient left the finite numbers; the weights are those before that batch.
    NotFinite,
    /// A figure could not be drawn.
    Figure,
    /// libtorch refused an operation.
    Torch,
    /// A person asked to stop what was under way.
    Interrupted,
    /// What somebody's own network, likelihood or objective reported.
    Own,
}

impl Error {
    fn new(kind: ErrorKind, message: String) -> Self {
        Self(Box::new(Inner { kind, message, remedy: None, source: None }))
    }

    /// Which case it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// An error of one's own network, likelihood or objective.
    pub fn own(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Own, message.to_string())
    }

    /// A setting that makes no sense: `latent = 0: choose a number from 1 to 16384`.
    pub fn config(field: &str, given: impl fmt::Display, remedy: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Config, format!("{field} = {given}: {remedy}"))
    }

    /// A tensor of another shape than `operation` wants.
    pub fn shape(operation: &str, wanted: impl fmt::Display, given: impl AsRef<[i64]>) -> Self {
        let given = given.as_ref();
        let message = format!("{operation} wants a tensor of shape {wanted}, got {given:?}");
        Self::new(ErrorKind::Shape, message)
    }

    /// A tensor of another element type or on another device than `operation` wants.
    pub fn element_type(
        operation: &str,
        wanted: impl fmt::Display,
        given: impl fmt::Display,
    ) -> Self {
        let remedy = "convert with `to_kind` or `to_device`";
        let message = format!("{operation} wants {wanted}, got {given}; {remedy}");
        Self::new(ErrorKind::ElementType, message)
    }

    /// Numbers outside what `operation` is defined for.
    pub fn domain(operation: &str, problem: impl fmt::Display, remedy: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Domain, format!("{operation}: {problem}; {remedy}"))
    }

    /// A file whose contents are not what its format promises.
    pub fn malformed(
        path: &Path,
        offset: u64,
        problem: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        let message = format!("{}, byte {offset}: {problem}", path.display());
        Self::new(ErrorKind::Malformed, message).with_remedy(remedy)
    }

    /// A file that is not the one that was published, or begun with.
    pub fn checksum(path: &Path, found: &str, wanted: &str, remedy: impl fmt::Display) -> Self {
        let path = path.display();
        let message = format!(
            "{path}: its contents have SHA-256 {found}, but {wanted} was expected; {remedy}"
        );
        Self::new(ErrorKind::Checksum, message)
    }

    /// Files of a data set that are not in `folder`.
    pub fn data_missing(
        dataset: impl fmt::Display,
        folder: &Path,
        missing: impl fmt::Display,
        remedy: impl fmt::Display,
    ) -> Self {
        let folder = folder.display();
        let message = format!("{dataset} is not in {folder}: {missing} is missing; {remedy}");
        Self::new(ErrorKind::DataMissing, message)
    }

    /// A file that no mirror gave.
    pub fn download(file: &str, problem: impl fmt::Display, remedy: impl fmt::Display) -> Self {
        let message = format!("cannot download {file}: {problem}; {remedy}");
        Self::new(ErrorKind::Download, message)
    }

    /// A saved file that is whole, but does not fit.
    pub fn saved(path: &Path, problem: impl fmt::Display, remedy: impl fmt::Display) -> Self {
        let message = format!("{}: {problem}; {remedy}", path.display());
        Self::new(ErrorKind::Saved, message)
    }

    /// A saved file whose contents are not those that were written.
    pub fn damaged(path: &Path, problem: impl fmt::Display) -> Self {
        let remedy = "restore it from a copy or train again";
        let message = format!("{}: {problem}; {remedy}", path.display());
        Self::new(ErrorKind::Damaged, message)
    }

    /// A number that left the finite ones, and what helps:
    /// `the KL became inf in epoch 1, batch 1; lower the learning rate`.
    pub fn not_finite(what: impl fmt::Display, value: f64, remedy: impl fmt::Display) -> Self {
        Self::new(ErrorKind::NotFinite, format!("{what} became {value} {remedy}"))
    }

    /// A figure that cannot be drawn.
    pub fn figure(title: &str, problem: impl fmt::Display) -> Self {
        let message = format!("cannot draw the figure {title:?}: {problem}");
        Self::new(ErrorKind::Figure, message)
    }

    /// What was under way when somebody asked to stop.
    pub fn interrupted(what: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Interrupted, format!("interrupted: {what}"))
    }

    /// The same error of a malformed file, with what helps in this case.
    pub fn with_remedy(mut self, remedy: impl fmt::Display) -> Self {
        self.0.remedy = Some(remedy.to_string());
        self
    }

    /// The same error with the place where it happened before its message.
    pub fn in_place(mut self, place: impl fmt::Display) -> Self {
        self.0.message = format!("{place}: {}", self.0.message);
        self
    }

    /// Wraps an I/O error with what was being done to which file:
    /// `.map_err(Error::io("read", path))`.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::io_error(action, &path, source)
    }

    /// The operating system's refusal of `action` on `path`.
    pub fn io_error(action: &str, path: &Path, source: io::Error) -> Self {
        let message = format!("cannot {action} {}: {}", path.display(), reason(&source));
        Self::new(ErrorKind::Io, message).with_source(source)
    }

    fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }
}

impl From<tch::TchError> for Error {
    fn from(error: tch::TchError) -> Self {
        let said = error.to_string();
        let message = format!("libtorch: {}", without_frames(&said));
        Self::new(ErrorKind::Torch, message).with_source(error)
    }
}

impl From<notebook_front::Interrupted> for Error {
    fn from(interrupted: notebook_front::Interrupted) -> Self {
        Self::new(ErrorKind::Interrupted, interrupted.to_string())
    }
}

/// libtorch's message without the C++ frames that it puts below.
fn without_frames(said: &str) -> &str {
    let ends = ["\nException raised from", "\nframe #"].map(|below| said.find(below));
    said[..ends.into_iter().flatten().min().unwrap_or(said.len())].trim_end()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.remedy {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}

/// The kind and the message: what `unwrap` shows.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:?})", self.0.kind, self.to_string())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

/// What the operating system says, without the wrappers around it, and what helps.
fn reason(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|wrapper| wrapper.source());
    let said = inner.map_or_else(|| error.to_string(), ToString::to_string);
    let remedy = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a place you may write to, or ask for the right to this one"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space and go on",
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => "name another path",
        _ => return said,
    };
    format!("{said}; {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_comes_with_a_remedy() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let message = Error::io("write", Path::new("run/model"))(full).to_string();
        assert!(message.contains("cannot write run/model"), "{message}");
        assert!(message.ends_with("free some space and go on"), "{message}");
    }

    #[test]
    fn libtorch_is_quoted_without_its_frames() {
        let x = tch::Tensor::from_slice(&[1.0_f32]);
        let error = Error::from(x.f_mm(&x).unwrap_err()).to_string();
        assert!(error.starts_with("libtorch: "), "{error}");
        assert!(!error.contains("frame #"), "{error}");
        let said = "can't allocate memory\nframe #0: c10::alloc_cpu\nframe #1: main";
        assert_eq!(without_frames(said), "can't allocate memory");
    }
}
