//! Tables and lines that show themselves in a notebook; pictures are another crate's.

mod dataset;
mod notebook;
mod table;
pub mod text;

pub use notebook::show_html;
pub use table::Table;
