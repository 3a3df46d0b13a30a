//! What a grader answers.

/// The grade of a reader's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grade {
    /// There is no answer yet.
    Waits,
    /// The answer is right.
    Right(String),
    /// It is not, and this is off.
    NotYet(String),
}

impl Grade {
    /// A line to print; `waiting` is what it says as long as there is no answer.
    pub fn or(&self, waiting: &str) -> String {
        match self {
            Self::Waits => waiting.into(),
            Self::Right(what) => format!("Right: {what}"),
            Self::NotYet(what) => format!("Not yet: {what}"),
        }
    }

    /// Whether the answer is right.
    pub fn is_right(&self) -> bool {
        matches!(self, Self::Right(_))
    }

    pub(crate) fn right(what: impl Into<String>) -> Self {
        Self::Right(what.into())
    }

    pub(crate) fn not_yet(what: impl Into<String>) -> Self {
        Self::NotYet(what.into())
    }

    /// This grade, unless it is right: then the next one.
    pub(crate) fn then(self, next: impl FnOnce() -> Self) -> Self {
        if self.is_right() { next() } else { self }
    }
}
