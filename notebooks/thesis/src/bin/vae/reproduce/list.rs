//! `vae reproduce --list`: what there is to run, for a scheduler of one's own.

use serde::Serialize;
use vae_core::Result;
use vae_papers::Paper;
use vae_thesis::reproduction::{OutputDir, Task};

use super::{Arguments, plan};

/// One job, which any machine can run.
#[derive(Serialize)]
struct Listed {
    job: String,
    /// Without `--out DIR`.
    command: String,
    /// On two cores, roughly.
    hours: f64,
}

pub fn print(arguments: &Arguments) -> Result<()> {
    let jobs = match arguments.paper {
        Some(paper) => of_paper(paper, arguments)?,
        None => of_thesis(arguments)?,
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&jobs).unwrap_or_default());
        return Ok(());
    }
    for Listed { job, command, hours } in jobs {
        println!("{hours:6.2} h  {job:<32}  {command}");
    }
    Ok(())
}

fn of_paper(paper: Paper, arguments: &Arguments) -> Result<Vec<Listed>> {
    let jobs = super::paper::jobs(paper, arguments)?.into_iter();
    let shorter = shorter(arguments);
    let jobs = jobs.map(|job| Listed {
        command: format!(
            "vae reproduce --paper {paper} --only {} --seed {}{shorter}",
            job.row, job.seed
        ),
        job: job.to_string(),
        hours: job.hours(),
    });
    Ok(jobs.collect())
}

/// What makes a job shorter than it would be, for its command.
fn shorter(arguments: &Arguments) -> String {
    let stages = arguments.stages.map(|stages| format!(" --stages {stages}")).unwrap_or_default();
    let quick = if arguments.quick { " --quick" } else { "" };
    format!("{stages}{quick}")
}

/// A training and what is measured on it are one job.
fn of_thesis(arguments: &Arguments) -> Result<Vec<Listed>> {
    let place = OutputDir { folder: Default::default(), quick: arguments.quick };
    let mut jobs: Vec<Listed> = Vec::new();
    for task in plan(&place, arguments)? {
        let seeded = matches!(task, Task::Train(..) | Task::Measure(..));
        let (job, seed) = match seeded {
            true => (
                format!("{}/seed-{}", task.name(), task.seed()),
                format!(" --seed {}", task.seed()),
            ),
            false => (task.name().to_string(), String::new()),
        };
        let hours = task.hours(&place);
        match jobs.iter_mut().find(|listed| listed.job == job) {
            Some(listed) => listed.hours += hours,
            None => {
                let shorter = shorter(arguments);
                let command = format!("vae reproduce --only {}{seed}{shorter}", task.name());
                jobs.push(Listed { job, command, hours });
            }
        }
    }
    Ok(jobs)
}
