//! `vae reproduce --paper`: the table of a paper, row by row.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::Value;
use vae_core::save::files::{write_atomically, write_json};
use vae_core::{Error, Result, Stop};
use vae_papers::{Job, Paper, Place, Report};
use vae_thesis::reproduction::RunInfo;

use super::{Arguments, command_line};
use crate::interrupt;

/// The jobs that were asked for.
pub fn jobs(paper: Paper, arguments: &Arguments) -> Result<Vec<Job>> {
    refuse_unknown(paper, &arguments.only)?;
    let mut jobs = match arguments.seed {
        Some(seed) => paper.jobs_of(seed),
        None => paper.jobs(arguments.seeds.unwrap_or(paper.protocol().seeds()))?,
    };
    let only = &arguments.only;
    jobs.retain(|job| only.is_empty() || only.iter().any(|name| name == job.row));
    Ok(jobs)
}

pub fn run(paper: Paper, arguments: &Arguments, out: PathBuf) -> Result<ExitCode> {
    let mut folders = arguments.merge.clone();
    if !folders.is_empty() {
        write(paper, &folders, &out, arguments)?;
        return Ok(ExitCode::SUCCESS);
    }
    let place = Place { folder: out.clone(), quick: arguments.quick };
    let stop = Stop::default();
    let asked = interrupt::asks(&stop)?;
    for job in jobs(paper, arguments)? {
        println!("{job}");
        job.run(&place, arguments.stages, &mut |progress| {
            println!("  {progress}");
            match stop.is_requested() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })?;
        if let Some(code) = asked.exit_code() {
            println!("stopped; the same command goes on from there");
            return Ok(ExitCode::from(code));
        }
    }
    folders.push(out.clone());
    write(paper, &folders, &out, arguments)?;
    Ok(ExitCode::SUCCESS)
}

fn refuse_unknown(paper: Paper, only: &[String]) -> Result<()> {
    let known = paper.protocol().rows();
    match only.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            Err(Error::config("--only", name, format!("choose among {}", known.join(", "))))
        }
    }
}

/// What a results.json holds.
#[derive(Serialize)]
struct Results<'a> {
    made: &'a RunInfo,
    lines: &'a Value,
}

/// Writes the table into the paper's folder below `out`.
fn write(paper: Paper, folders: &[PathBuf], out: &Path, arguments: &Arguments) -> Result<()> {
    let report = paper.protocol().report(folders)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let made = RunInfo::now(command_line(), arguments.quick, 1, threads);
    let folder = out.join(paper.to_string());
    std::fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    write_json(&folder.join("results.json"), &Results { made: &made, lines: &report.lines })?;
    let markdown = markdown(paper, &report, &made);
    write_atomically(&folder.join("results.md"), markdown.as_bytes())?;
    if let Some(comparison) = report.tables.first() {
        println!("{}", comparison.markdown());
    }
    println!("{}", folder.join("results.md").display());
    Ok(())
}

fn markdown(paper: Paper, report: &Report, made: &RunInfo) -> String {
    let quick = if made.quick { " **A shortened run, for a test.**" } else { "" };
    format!(
        "# {}\n\nMade by `{}` on {} on {} ({} cores); {}.{quick}\n\n{}\n\n{}",
        paper.protocol().title(),
        made.command,
        made.date,
        made.cpu,
        made.cores,
        made.versions.join(", "),
        paper.protocol().words(),
        report.markdown(),
    )
}
