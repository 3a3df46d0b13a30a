//! `vae reproduce`: every number of the thesis, and of the papers that it stands on, measured
//! again.
//!
//! Each task runs in a process of its own, as many at a time as there are cores, each on its
//! share of them. A task's process ends when this one does, however that ends: it watches its
//! standard input.

mod everything;
mod list;
mod paper;
mod schedule;

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use vae_core::{Error, Provenance, Result};
use vae_papers::Paper;
use vae_thesis::reproduction::{OutputDir, Results, RunInfo, Task};

use schedule::Schedule;

/// Measure every number of the thesis, or of a paper, again and set it beside its own
///
/// Trains, classifies and compares, on the protocol of the thesis or paper. Interrupt it at any
/// moment and run it again: it goes on where it stopped. DIR receives results.json and results.md.
/// A run is one job: --list names them all with their cost, and what machines did apart, --merge
/// joins.
#[derive(Args)]
pub struct Arguments {
    /// A paper instead of the thesis: burda-2016, kingma-2014, kingma-2013 or rezende-2015
    #[arg(long, value_name = "NAME")]
    paper: Option<Paper>,
    /// One page of what is published of the thesis and of every paper, a line each; with --out,
    /// written as README.md there. Runs nothing
    #[arg(long, conflicts_with_all = ["paper", "list", "merge", "only", "seed", "seeds"])]
    papers: bool,
    /// Only this experiment or row; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Seeds of each training run, 0 to N-1 [default: 3; 1 for 20 dimensions on Frey Faces; a
    /// paper's own number]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: Option<u64>,
    /// Only the runs of this seed
    #[arg(long, value_name = "S", conflicts_with = "seeds")]
    seed: Option<u64>,
    /// How many of the stages of a paper's training, where it has stages [default: all]
    #[arg(long, value_name = "N", requires = "paper")]
    stages: Option<usize>,
    /// Few epochs on few images, synthetic ones where the real are missing: a test of the code
    #[arg(long)]
    quick: bool,
    /// Tasks at a time [default: one a core, at most 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Name every job, its command and the hours that it takes on two cores; run none
    #[arg(long)]
    list: bool,
    /// Print the list as JSON
    #[arg(long, requires = "list")]
    json: bool,
    /// Join the results of these folders, made apart, into the one of --out; run nothing
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with = "list")]
    merge: Vec<PathBuf>,
    /// The folder to write
    #[arg(long, value_name = "DIR", required_unless_present_any = ["list", "papers"])]
    out: Option<PathBuf>,
    /// Do one task of the plan, as a process of its own
    #[arg(long, hide = true)]
    task: Option<String>,
}

/// Each task holds its images in memory, up to 400 MB.
const MOST_JOBS: usize = 16;

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let out = arguments.out.clone().unwrap_or_default();
    if arguments.papers {
        return everything::run(arguments.out.as_deref()).map(|()| ExitCode::SUCCESS);
    }
    if arguments.list {
        return list::print(arguments).map(|()| ExitCode::SUCCESS);
    }
    if let Some(paper) = arguments.paper {
        return paper::run(paper, arguments, out);
    }
    thesis(arguments, OutputDir { folder: out, quick: arguments.quick })?;
    Ok(ExitCode::SUCCESS)
}

fn thesis(arguments: &Arguments, place: OutputDir) -> Result<()> {
    if let Some(name) = &arguments.task {
        return run_task(&place, name);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = arguments.jobs.map_or(cores.min(MOST_JOBS), usize::from);
    let threads = (cores / jobs).max(1);
    match arguments.merge.is_empty() {
        true => {
            let plan = plan(&place, arguments)?;
            check_images(&place, &plan)?;
            Schedule::new(&place, plan)?.run(jobs, threads)?;
        }
        false => place.merge(&arguments.merge)?,
    }
    let made = RunInfo::now(command_line(), arguments.quick, jobs, threads);
    let results = Results::collect(&place, made)?;
    results.write(&place.folder)?;
    println!("{}", results.comparison_table().markdown());
    println!("{}", place.folder.join("results.md").display());
    Ok(())
}

fn plan(place: &OutputDir, arguments: &Arguments) -> Result<Vec<Task>> {
    match arguments.seed {
        Some(seed) => Task::of_seed(place, seed, &arguments.only),
        None => Task::plan(place, arguments.seeds, &arguments.only),
    }
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
