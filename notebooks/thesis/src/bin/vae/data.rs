//! `vae data fetch` and `vae data status`.

use std::path::Path;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use vae_core::dataset::data_dir;
use vae_core::{Error, Result, Source};
use vae_files::fetch::{Event, fetch};
use vae_files::status::{FileState, status};

/// Fetch the data sets, or tell what is there
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Download what is missing, and verify all of it; nothing that is there is overwritten
    Fetch {
        /// Which data set: mnist, frey, fashion-mnist, kmnist or binarized-mnist; of emnist-letters
        /// and emnist-digits it says how to get them by hand [default: the first two]
        #[arg(value_name = "NAME")]
        dataset: Option<Source>,
    },
    /// Tell which files are there and whether they are intact; fails where one is damaged
    Status,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<()> {
    let folder = data_dir();
    match &arguments.command {
        Command::Fetch { dataset } => fetch_all(dataset.as_ref(), &folder),
        Command::Status => tell_status(&folder),
    }
}

fn fetch_all(dataset: Option<&Source>, folder: &Path) -> Result<()> {
    eprintln!("into {}", folder.display());
    let both = [Source::Mnist, Source::FreyFaces];
    let bar = ProgressBar::no_length().with_style(style());
    let result = match dataset {
        Some(source) => fetch(source, folder, &mut |event| show(&bar, event)),
        None => {
            both.iter().try_for_each(|source| fetch(source, folder, &mut |event| show(&bar, event)))
        }
    };
    bar.finish_and_clear();
    result
}

fn style() -> ProgressStyle {
    let template = "{msg} {wide_bar} {bytes} of {total_bytes}, {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The bar while bytes arrive, a line for all else.
fn show(bar: &ProgressBar, event: Event) {
    let line = |text: String| bar.suspend(|| eprintln!("{text}"));
    match event {
        Event::Progress { file, done, total } => {
            bar.set_message(file.to_string());
            bar.set_length(total.unwrap_or(done));
            bar.set_position(done);
        }
        Event::Intact { file } => line(format!("{file}: already there and intact")),
        Event::Waiting { file } => line(format!("{file}: another process fetches it, waiting")),
        Event::Failed { file, mirror, problem } => line(format!("{file}: {mirror}: {problem}")),
        Event::Done { file } => line(format!("{file}: downloaded and verified")),
        _ => {}
    }
}

fn tell_status(folder: &Path) -> Result<()> {
    println!("{}", folder.display());
    let mut damaged = None;
    for file in status(folder) {
        println!("  {:<30} {}", file.file.name, file.state);
        if let FileState::Damaged(error) = file.state {
            damaged.get_or_insert(error);
        }
    }
    damaged.map_or(Ok(()), Err::<(), Error>)
}
