//! What was noticed while images were read.

use std::fmt;
use std::path::PathBuf;

/// At most so many groups of duplicates and files are listed.
const LISTED: usize = 10;

/// What a person should know about images that were opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Groups of equal images, by their paths or places.
    pub duplicates: Vec<Vec<String>>,
    /// Files in the folder that are no pictures.
    pub passed_over: Vec<PathBuf>,
    /// What was taken for what, where it was not plain.
    pub notes: Vec<String>,
}

/// One line for each thing noticed; nothing where there was none.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let notes = self.notes.iter().cloned();
        let groups =
            self.duplicates.iter().map(|group| format!("the same image: {}", group.join(", ")));
        let files = self.passed_over.iter().map(|path| format!("no picture: {}", path.display()));
        let lines: Vec<String> = notes.chain(shortened(groups)).chain(shortened(files)).collect();
        f.write_str(&lines.join("\n"))
    }
}

fn shortened(lines: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let rest = lines.len().saturating_sub(LISTED);
    let mut shown: Vec<String> = lines.take(LISTED).collect();
    if rest > 0 {
        shown.push(format!("… and {rest} more"));
    }
    shown
}
