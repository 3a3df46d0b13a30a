//! Downloads under way.

use std::path::Path;

use vae_core::{Result, Source};
use vae_files::fetch::{self, Event};

use super::Page;
use crate::figure::Table;

/// Downloads what is missing of a data set like [`fetch::fetch`] and shows one output that redraws
/// itself: the file, how much of it is there, how long the rest takes. What stays is a table of the
/// files.
///
/// ```no_run
/// use vae_core::{Source, dataset::data_dir};
///
/// vae_plot::live::fetch(&Source::Mnist, &data_dir())?;
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// As [`fetch::fetch`]; stopped by the reader, it is an error called interrupted, and another call
/// goes on.
pub fn fetch(source: &Source, dir: &Path) -> Result<()> {
    let mut page = Page::open(format!("fetching {source}"));
    let mut files = Files::default();
    let outcome = fetch::fetch(source, dir, &mut |event| {
        if let Event::Progress { file, done, total } = event {
            let share = total.map_or(0.0, |total| done as f64 / total.max(1) as f64);
            page.draw(share, &amount(file, done, total), || files.table(source).html());
        }
        files.hear(event);
    });
    page.close(&files.table(source).html(), &files.lines());
    outcome
}

/// `train-images-idx3-ubyte.gz, 3.2 of 9.9 MB`.
fn amount(file: &str, done: u64, total: Option<u64>) -> String {
    let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
    match total {
        Some(total) => format!("{file}, {} of {} MB", megabytes(done), megabytes(total)),
        None => format!("{file}, {} MB", megabytes(done)),
    }
}

/// What is known of each file, in the order in which it was heard of.
#[derive(Default)]
struct Files(Vec<(String, String)>);

impl Files {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Intact { file } => self.set(file, "already there and intact"),
            Event::Waiting { file } => self.set(file, "another process fetches it"),
            Event::Progress { file, done, total } => {
                let of = if total == Some(done) { "arrived" } else { "incomplete" };
                self.set(file, of);
            }
            Event::Failed { file, mirror, problem } => {
                self.set(file, &format!("{mirror} failed: {problem}"));
            }
            Event::Done { file } => self.set(file, "downloaded and verified"),
            _ => {}
        }
    }

    fn set(&mut self, file: &str, state: &str) {
        match self.0.iter_mut().find(|(name, _)| name == file) {
            Some((_, old)) => *old = state.into(),
            None => self.0.push((file.into(), state.into())),
        }
    }

    fn table(&self, source: &Source) -> Table {
        let table = Table::new(format!("The files of {source}."), ["file", "state"]);
        self.0.iter().fold(table, |table, (file, state)| table.row([file, state]))
    }

    fn lines(&self) -> String {
        let lines: Vec<_> = self.0.iter().map(|(file, state)| format!("{file}: {state}")).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_its_newest_state() {
        let (mut files, file) = (Files::default(), "train-labels");
        files.hear(Event::Progress { file, done: 10, total: Some(20) });
        assert_eq!(files.lines(), "train-labels: incomplete");
        files.hear(Event::Failed { file, mirror: "here", problem: "broke off" });
        assert_eq!(files.lines(), "train-labels: here failed: broke off");
        files.hear(Event::Done { file });
        files.hear(Event::Intact { file: "test-labels" });
        let lines = "train-labels: downloaded and verified\ntest-labels: already there and intact";
        assert_eq!(files.lines(), lines);
        let html = files.table(&Source::Mnist).html();
        assert!(html.contains("downloaded and verified") && html.contains("The files of MNIST."));
    }

    #[test]
    fn an_amount_names_its_whole_where_the_server_does() {
        assert_eq!(amount("a", 3_240_000, Some(9_912_422)), "a, 3.2 of 9.9 MB");
        assert_eq!(amount("a", 3_240_000, None), "a, 3.2 MB");
    }
}
