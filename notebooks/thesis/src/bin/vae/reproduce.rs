//! `vae reproduce`: every number of the thesis, measured again.
//!
//! Each task runs in a process of its own, as many at a time as there are cores, each on its
//! share of them. A task's process ends when this one does, however that ends: it watches its
//! standard input.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use vae_core::{Error, Provenance, Result};
use vae_thesis::reproduction::{OutputDir, Results, RunInfo, Task};

use crate::schedule::Schedule;

/// Measure every number of the thesis again and set it beside its own
///
/// Trains, classifies and compares, on the thesis's protocol. Interrupt it at any moment and run
/// it again: it goes on where it stopped. DIR receives results.json and results.md.
#[derive(Args)]
pub struct Arguments {
    /// Only this experiment; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Seeds of each training run, 0 to N-1 [default: 3; 1 for 20 dimensions on Frey Faces]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: Option<u64>,
    /// Few epochs on few images, synthetic ones where the real are missing: a test of the code
    #[arg(long)]
    quick: bool,
    /// Tasks at a time [default: one a core, at most 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Do one task of the plan, as a process of its own
    #[arg(long, hide = true)]
    task: Option<String>,
}

/// Each task holds its images in memory, up to 400 MB.
const MOST_JOBS: usize = 16;

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<()> {
    let place = OutputDir { folder: arguments.out.clone(), quick: arguments.quick };
    if let Some(name) = &arguments.task {
        return run_task(&place, name);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = arguments.jobs.map_or(cores.min(MOST_JOBS), usize::from);
    let threads = (cores / jobs).max(1);
    let plan = Task::plan(&place, arguments.seeds, &arguments.only)?;
    check_images(&place, &plan)?;
    Schedule::new(&place, plan)?.run(jobs, threads)?;
    let made = RunInfo::now(command_line(), arguments.quick, jobs, threads);
    let results = Results::collect(&place, made)?;
    results.write(&place.folder)?;
    println!("{}", results.comparison_table().markdown());
    println!("{}", place.folder.join("results.md").display());
    Ok(())
}

/// Says at once, not hours later, which images are missing.
fn check_images(place: &OutputDir, plan: &[Task]) -> Result<()> {
    let mut sources = Vec::new();
    for task in plan {
        let source = task.source();
        if !sources.contains(&source) {
            let images = place.load(&source)?;
            if images.source().is_synthetic() {
                println!("{source} is missing: {} stand in for it", images.source());
            }
            sources.push(source);
        }
    }
    Ok(())
}

/// The command as the user gave it, less the place of the program.
fn command_line() -> String {
    let arguments = std::env::args().skip(1);
    std::iter::once("vae".to_string()).chain(arguments).collect::<Vec<_>>().join(" ")
}

unsafe extern "C" {
    /// Ends the process at once. `std::process::exit` would first destroy libtorch's globals
    /// under the hands of the thread that computes.
    safe fn _exit(code: i32) -> !;
}

/// The part of a child process: one task, told line by line as `share<TAB>text`.
fn run_task(place: &OutputDir, name: &str) -> Result<()> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        _exit(130); // the parent is gone; what is saved is whole
    });
    let task = Task::named(place, name)
        .ok_or_else(|| Error::config("--task", name, "this option is for vae reproduce itself"))?;
    task.run(place, |progress| {
        let share = progress.record.epoch as f64 / progress.epochs as f64;
        match writeln!(std::io::stdout(), "{share}\t{progress}") {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })
}
