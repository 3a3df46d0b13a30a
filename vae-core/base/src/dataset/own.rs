//! What a run remembers of images of the user's own: where they lie, how they were prepared.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Images of the user's own files, as `vae_files::open` made them: enough to make them again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnImages {
    /// The folder or file, as an absolute path.
    pub path: PathBuf,
    /// How they were prepared.
    pub preparation: Preparation,
    /// Which of them are learnt from.
    pub split: SplitConfig,
    /// What the labels 0, 1, … are called, where they have names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// SHA-256 of all pixels, prepared: those to learn from, then those to test with.
    pub sha256: String,
}

/// What is read of a file, and made of its images, in the order of these fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preparation {
    /// The variable or array, of a file that holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// A second file or variable with the labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<PathBuf>,
    /// Height and width, and channels where there are three, of images that are stored as rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<Vec<i64>>,
    /// Rows become columns.
    #[serde(skip_serializing_if = "is_false")]
    pub transpose: bool,
    /// Colours become greys.
    #[serde(skip_serializing_if = "is_false")]
    pub grey: bool,
    /// Black becomes white.
    #[serde(skip_serializing_if = "is_false")]
    pub invert: bool,
    /// Height and width that every image gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resize: Option<[i64; 2]>,
}

/// Which images are learnt from, and which are held out to test with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SplitConfig {
    /// A folder or file of its own for the test images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<PathBuf>,
    /// How many are learnt from; all that are not held out where this is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub train_size: Option<usize>,
    /// How many are held out; a tenth where this is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_size: Option<usize>,
    /// Decides which ones.
    pub seed: u64,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl OwnImages {
    /// What the class of a label is called.
    pub(crate) fn class_name(&self, label: i64) -> String {
        self.classes.get(label as usize).cloned().unwrap_or_else(|| label.to_string())
    }
}

/// The name of the folder or file.
impl fmt::Display for OwnImages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        f.write_str(&name.to_string_lossy())
    }
}
