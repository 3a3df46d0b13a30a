//! A paper's table beside ours, as JSON and as Markdown.

use serde::Serialize;
use serde_json::Value;
use vae_core::display::Table;
use vae_core::{Error, Result};

/// What was measured for a paper, and how it compares.
#[derive(Debug, Clone)]
pub struct Report {
    /// Every result, for a program.
    pub lines: Value,
    /// The comparison, then what else there is to show, for a person.
    pub tables: Vec<Table>,
}

impl Report {
    /// Of lines and the tables made of them.
    ///
    /// # Errors
    /// Where the lines cannot be told as JSON.
    pub fn new(lines: &impl Serialize, tables: Vec<Table>) -> Result<Self> {
        let remedy = "numbers and names can be; this is a defect";
        let lines = serde_json::to_value(lines)
            .map_err(|error| Error::config("results", error.to_string(), remedy))?;
        Ok(Self { lines, tables })
    }

    /// The tables one after the other, as Markdown.
    pub fn markdown(&self) -> String {
        let parts: Vec<String> = self.tables.iter().map(Table::markdown).collect();
        parts.join("\n")
    }
}
