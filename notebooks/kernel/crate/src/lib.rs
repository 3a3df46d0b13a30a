//! What a library offers to a Rust notebook whose kernel stands behind evcxr-front: work that
//! [stops when asked](check) and keeps what it has, and [outputs that redraw themselves](show_live).
//!
//! ```
//! use notebook_front::{Content, Interrupted, check, show_live};
//!
//! fn count(to: u32) -> Result<u32, Interrupted> {
//!     let live = show_live(&Content::text("0"));
//!     for n in 1..=to {
//!         check()?;
//!         live.update(&Content::text(n.to_string()));
//!     }
//!     Ok(to)
//! }
//! assert_eq!(count(3), Ok(3));
//! ```
//!
//! Elsewhere (another kernel, a terminal, a test) nobody asks for a stop, and what would be redrawn
//! is printed line by line as plain text. Which of both it is, the environment variable
//! [`VARIABLE`] says.

#![deny(missing_docs)]

mod content;
mod interrupt;
mod json;
mod live;
mod mark;

pub use content::Content;
pub use interrupt::{Interrupted, check, interrupted, uninterruptible, unless_interrupted};
pub use live::{Live, clear_output, display, show_live};
pub use mark::{VARIABLE, is_here};
