//! Outputs of a running cell.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::{Content, json, mark};

/// Shows an output at once; a cell may show many.
pub fn display(content: &Content) {
    if mark::is_here() {
        mark::line(&format!("live {{\"data\":{}}}", content.json()));
    } else {
        print_text(content);
    }
}

/// Removes what the cell has shown so far: at once, or when it shows something new. Where no front
/// is, what was printed stays.
pub fn clear_output(wait: bool) {
    if mark::is_here() {
        mark::line(if wait { "clear wait" } else { "clear" });
    }
}

/// Shows an output at once, and returns what can replace it later, from any cell.
///
/// The last state is what the notebook keeps. Where no front is, each state's plain text is
/// printed as a line; a state without plain text is skipped.
pub fn show_live(content: &Content) -> Live {
    let live = Live { id: new_id() };
    live.send(content, false);
    live
}

/// An output on the page that can be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    id: String,
}

impl Live {
    /// Replaces what the output shows.
    pub fn update(&self, content: &Content) {
        self.send(content, true);
    }

    /// The `display_id` by which Jupyter knows this output.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn send(&self, content: &Content, update: bool) {
        if mark::is_here() {
            let id = json::string(&self.id);
            let data = content.json();
            mark::line(&format!("live {{\"id\":{id},\"update\":{update},\"data\":{data}}}"));
        } else {
            print_text(content);
        }
    }
}

fn print_text(content: &Content) {
    if let Some(text) = content.form("text/plain") {
        println!("{text}");
    }
}

/// Unlike any other, though every cell has a counter of its own: cells are linked statically.
fn new_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanoseconds = now.map_or(0, |since| since.as_nanos());
    format!("live-{}-{nanoseconds:x}-{count}", process::id())
}

#[cfg(test)]
mod tests {
    use super::new_id;

    #[test]
    fn no_two_outputs_share_an_id() {
        assert_ne!(new_id(), new_id());
    }
}
