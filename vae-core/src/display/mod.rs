//! Tables and lines that show themselves in a notebook; pictures are another crate's.

mod dataset;
mod history;
mod notebook;
mod table;
pub mod text;

pub use history::history_table;
pub use notebook::show_html;
pub use table::Table;
