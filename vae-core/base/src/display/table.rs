//! Tables that show themselves, and say where their numbers come from.

use super::notebook::show_html;
use super::text::{data_line, escape};
use crate::dataset::Source;

/// Columns with names and rows of texts; the first cell of a row names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    caption: String,
    sources: Vec<Source>,
}

impl Table {
    /// A table without rows yet.
    pub fn new<C: Into<String>>(
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
    ) -> Self {
        Self {
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            caption: caption.into(),
            sources: Vec::new(),
        }
    }

    /// Adds a row; what is missing stays empty, what has no column is left out.
    pub fn row<C: Into<String>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
        self
    }

    /// Names one more origin of the numbers.
    pub fn with_source(mut self, source: &Source) -> Self {
        if !self.sources.contains(source) {
            self.sources.push(source.clone());
        }
        self
    }

    /// The caption, with the origin of the numbers.
    pub fn caption(&self) -> String {
        let line = data_line(&self.sources).map(|line| format!("{line}."));
        let parts = [Some(self.caption.clone()), line];
        let parts: Vec<_> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
        parts.join(" ")
    }

    /// The table for a notebook, its heading cells marked as such.
    pub fn html(&self) -> String {
        let heads: String = self
            .columns
            .iter()
            .map(|column| format!(r#"<th scope="col">{}</th>"#, escape(column)))
            .collect();
        let rows: String = self.rows.iter().map(|row| html_row(row)).collect();
        format!(
            "<table><caption>{}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>",
            escape(&self.caption())
        )
    }

    /// The table in Markdown, its caption below.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<_> = cells.iter().map(|c| markdown_cell(c)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = format!("|{}\n", "---|".repeat(self.columns.len()));
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        let caption = self.caption();
        let caption = if caption.is_empty() { caption } else { format!("\n{caption}\n") };
        format!("{}{rule}{rows}{caption}", line(&self.columns))
    }

    /// Shows the table in an evcxr notebook, when it is a cell's last expression.
    pub fn evcxr_display(&self) {
        show_html(&self.html());
    }
}

fn html_row(row: &[String]) -> String {
    let cells: String = row
        .iter()
        .enumerate()
        .map(|(i, cell)| match i {
            0 => format!(r#"<th scope="row">{}</th>"#, escape(cell)),
            _ => format!("<td>{}</td>", escape(cell)),
        })
        .collect();
    format!("<tr>{cells}</tr>")
}

fn markdown_cell(cell: &str) -> String {
    cell.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ")
}
