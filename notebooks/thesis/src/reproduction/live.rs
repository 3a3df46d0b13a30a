//! A reproduction in a notebook, under way.

use std::ops::ControlFlow;

use vae_core::display::text::escape;
use vae_core::{History, Result};
use vae_plot::figure::loss_curve;
use vae_plot::live::Page;

use super::{OutputDir, Results, RunInfo, Task};

/// Measures again what `only` names (everything where it is empty), one task after the other, and
/// shows one output that redraws itself: what is done, the training under way with its loss curve,
/// how long the rest takes. What stays is the table of the thesis's numbers and ours. Each training's
/// number of seeds is its own, or `seeds`.
///
/// What is done already is not done again, so another call goes on where this one was stopped.
///
/// # Errors
/// As [`Task::plan`], [`Task::run`] and [`Results::collect`]; stopped by the reader, it is an error
/// called interrupted.
pub fn reproduce(place: &OutputDir, only: &[&str], seeds: Option<u64>) -> Result<Results> {
    let only: Vec<String> = only.iter().map(ToString::to_string).collect();
    let tasks = Task::plan(place, seeds, &only)?;
    let mut work =
        Work { place, page: Page::open("the thesis, measured again"), now: String::new() };
    if let Err(error) = work.run_all(&tasks) {
        let words = format!("Ended in {}.", work.now);
        work.page.close(&format!("<p>{}</p>", escape(&words)), &words);
        return Err(error);
    }
    let command = format!("reproduce({})", only.join(", "));
    let results = Results::collect(place, RunInfo::now(command, place.quick, 1, threads()))?;
    let table = results.summary_table();
    work.page.close(&table.html(), &table.markdown());
    Ok(results)
}

fn threads() -> usize {
    usize::try_from(tch::get_num_threads()).unwrap_or(1)
}

struct Work<'a> {
    place: &'a OutputDir,
    page: Page,
    /// Which task is under way.
    now: String,
}

impl Work<'_> {
    fn run_all(&mut self, tasks: &[Task]) -> Result<()> {
        let all: f64 = tasks.iter().map(|task| task.cost(self.place)).sum();
        let mut done = 0.0;
        for (number, task) in tasks.iter().enumerate() {
            let cost = task.cost(self.place);
            self.now = format!("task {} of {}, {task}", number + 1, tasks.len());
            self.page.draw(done / all, &self.now, String::new);
            if !task.is_done(self.place)? {
                self.run(task, |share| (done + share * cost) / all)?;
            }
            done += cost;
        }
        Ok(())
    }

    /// `of_all` turns the share of this task that is done into that of all tasks.
    fn run(&mut self, task: &Task, of_all: impl Fn(f64) -> f64) -> Result<()> {
        let mut history = History::new(task.source());
        task.run(self.place, |progress| {
            history.epochs.push(progress.record.clone());
            let share = progress.record.epoch as f64 / progress.epochs as f64;
            let words = format!("{}: {progress}", self.now);
            self.page.draw(of_all(share), &words, || curve(&history));
            ControlFlow::Continue(())
        })
    }
}

fn curve(history: &History) -> String {
    match history.epochs.len() {
        0 | 1 => String::new(),
        _ => loss_curve(history).map_or(String::new(), |figure| figure.html()),
    }
}
