//! `vae reproduce --paper`: the table of a paper, row by row.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use vae_core::save::files::{write_atomically, write_json};
use vae_core::{Error, Result, Stop};
use vae_papers::{Job, Paper, Place, Table, burda};
use vae_thesis::reproduction::RunInfo;

use super::{Arguments, command_line};
use crate::interrupt;

/// The jobs that were asked for.
pub fn jobs(paper: Paper, arguments: &Arguments) -> Result<Vec<Job>> {
    let mut jobs = match arguments.seed {
        Some(seed) => paper.jobs_of(seed),
        None => paper.jobs(arguments.seeds.unwrap_or(1))?,
    };
    let only = &arguments.only;
    jobs.retain(|job| only.is_empty() || only.iter().any(|name| name == job.row));
    Ok(jobs)
}

pub fn run(paper: Paper, arguments: &Arguments, out: PathBuf) -> Result<ExitCode> {
    refuse_unknown(&arguments.only)?;
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
        job.run(&place, arguments.stages.unwrap_or(burda::STAGES), &mut |progress| {
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

fn refuse_unknown(only: &[String]) -> Result<()> {
    match only.iter().find(|name| burda::Row::named(name).is_none()) {
        None => Ok(()),
        Some(name) => {
            let known: Vec<_> = burda::ROWS.iter().map(|row| row.name).collect();
            Err(Error::config("--only", name, format!("choose among {}", known.join(", "))))
        }
    }
}

/// What a results.json holds.
#[derive(Serialize)]
struct Results<'a> {
    made: &'a RunInfo,
    table: &'a Table,
}

fn write(paper: Paper, folders: &[PathBuf], out: &Path, arguments: &Arguments) -> Result<()> {
    let table = Table::collect(paper, folders)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let made = RunInfo::now(command_line(), arguments.quick, 1, threads);
    std::fs::create_dir_all(out).map_err(Error::io("create the folder", out))?;
    write_json(&out.join("results.json"), &Results { made: &made, table: &table })?;
    let markdown = markdown(paper, &table, &made);
    write_atomically(&out.join("results.md"), markdown.as_bytes())?;
    println!("{}", table.comparison().markdown());
    println!("{}", out.join("results.md").display());
    Ok(())
}

fn markdown(paper: Paper, table: &Table, made: &RunInfo) -> String {
    let quick = if made.quick { " **A shortened run, for a test.**" } else { "" };
    format!(
        "# {}\n\nMade by `{}` on {} on {} ({} cores); {}.{quick}\n\n{}\n\n{}\n{}",
        paper.title(),
        made.command,
        made.date,
        made.cpu,
        made.cores,
        made.versions.join(", "),
        burda::PROTOCOL,
        table.comparison().markdown(),
        table.curve().markdown(),
    )
}
