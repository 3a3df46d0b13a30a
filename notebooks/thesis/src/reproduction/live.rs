//! A reproduction in a notebook, under way.

use std::ops::ControlFlow;

use vae_core::display::Table;
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
    let mut work = Work { place, page: Page::open("the thesis, measured again"), done: 0.0 };
    let all: f64 = tasks.iter().map(|task| task.cost(place)).sum();
    for (number, task) in tasks.iter().enumerate() {
        let outcome = work.run(task, &format!("task {} of {}", number + 1, tasks.len()), all);
        if outcome.is_err() {
            let words = format!("Ended in task {} of {}, {task}.", number + 1, tasks.len());
            work.page.close(&format!("<p>{}</p>", escape(&words)), &words);
            outcome?;
        }
    }
    let command = format!("reproduce({})", only.join(", "));
    let results = Results::collect(place, RunInfo::now(command, place.quick, 1, threads()))?;
    let table: Table = results.summary_table();
    work.page.close(&table.html(), &table.markdown());
    Ok(results)
}

fn threads() -> usize {
    usize::try_from(tch::get_num_threads()).unwrap_or(1)
}

struct Work<'a> {
    place: &'a OutputDir,
    page: Page,
    /// What all that is done cost, as [`Task::cost`] counts.
    done: f64,
}

impl Work<'_> {
    fn run(&mut self, task: &Task, which: &str, all: f64) -> Result<()> {
        let (cost, before) = (task.cost(self.place), self.done);
        self.page.draw(before / all, &format!("{which}, {task}"), String::new);
        if !task.is_done(self.place)? {
            let mut history = History::new(task.source());
            task.run(self.place, |progress| {
                history.epochs.push(progress.record.clone());
                let share = progress.record.epoch as f64 / progress.epochs as f64;
                let words = format!("{which}, {task}: {progress}");
                self.page.draw((before + share * cost) / all, &words, || curve(&history));
                ControlFlow::Continue(())
            })?;
        }
        self.done += cost;
        Ok(())
    }
}

fn curve(history: &History) -> String {
    match history.epochs.len() {
        0 | 1 => String::new(),
        _ => loss_curve(history).map_or(String::new(), |figure| figure.html()),
    }
}
