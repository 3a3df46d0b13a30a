//! Tasks in processes of their own, several at a time, and the time they have left.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use vae_core::display::text::duration;
use vae_core::{Error, Result};
use vae_thesis::reproduction::{OutputDir, Task};

/// What is to be done, what is being done, and how far all of it is.
pub struct Schedule<'a> {
    place: &'a OutputDir,
    state: Mutex<State>,
    start: Instant,
}

struct State {
    waiting: Vec<Task>,
    running: Vec<Running>,
    /// What all that was finished since the start cost.
    finished: f64,
    failure: Option<Error>,
}

struct Running {
    task: Task,
    cost: f64,
    /// The share done when it was first heard of: what an earlier start had left, nearly.
    first: Option<f64>,
    share: f64,
}

/// A running task shows a line at most so often.
const LINE_EVERY: Duration = Duration::from_secs(10);

impl<'a> Schedule<'a> {
    /// Leaves out what is done. The first seed of everything comes first, so that an interrupted
    /// reproduction has the whole table soonest; of one seed, what takes longest.
    pub fn new(place: &'a OutputDir, plan: Vec<Task>) -> Result<Self> {
        let all = plan.len();
        let mut waiting = Vec::new();
        for task in plan {
            if !task.is_done(place)? {
                waiting.push(task);
            }
        }
        println!("{} of {all} tasks are to be done", waiting.len());
        waiting.sort_by(|a, b| {
            let by_seed = a.seed().cmp(&b.seed());
            by_seed.then(b.cost(place).total_cmp(&a.cost(place)))
        });
        let state = State { waiting, running: Vec::new(), finished: 0.0, failure: None };
        Ok(Self { place, state: Mutex::new(state), start: Instant::now() })
    }

    /// Runs everything, `jobs` tasks at a time with so many threads each; after a failure
    /// nothing new begins.
    pub fn run(&self, jobs: usize, threads: usize) -> Result<()> {
        std::thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| self.work(threads));
            }
        });
        let failure = self.with(|state| state.failure.take());
        failure.map_or(Ok(()), Err)
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn work(&self, threads: usize) {
        loop {
            match self.with(|state| state.next(self.place)) {
                Next::Task(task) => {
                    let result = self.in_a_process(&task, threads);
                    let text = match &result {
                        Ok(()) => "done",
                        Err(_) => "failed; what runs beside it still ends",
                    };
                    self.with(|state| state.end(&task, result));
                    self.show(&task, text);
                }
                Next::Wait => std::thread::sleep(Duration::from_millis(50)),
                Next::Nothing => return,
            }
        }
    }

    /// Runs a task in a child process and shows what it tells.
    fn in_a_process(&self, task: &Task, threads: usize) -> Result<()> {
        let mut child = spawn(self.place, task, threads)?;
        self.show(task, "begun");
        let mut shown = Instant::now();
        let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
        for line in lines.into_iter().flatten().map_while(std::io::Result::ok) {
            let Some((share, text)) = line.split_once('\t') else {
                continue;
            };
            let share = share.parse().unwrap_or(0.0);
            self.with(|state| state.hear(task, share));
            if shown.elapsed() >= LINE_EVERY || share >= 1.0 {
                self.show(task, text);
                shown = Instant::now();
            }
        }
        end(&self.place.folder, task, child)
    }

    fn show(&self, task: &Task, text: &str) {
        let elapsed = self.start.elapsed().as_secs_f64();
        let left = self.with(|state| state.seconds_left(elapsed, self.place));
        let left = left.map_or_else(|| "?".into(), duration);
        println!("[{left} left in all]  {task}  {text}");
    }
}

enum Next {
    Task(Task),
    /// What is left waits for trainings that run.
    Wait,
    Nothing,
}

impl State {
    fn next(&mut self, place: &OutputDir) -> Next {
        if self.waiting.is_empty() || self.failure.is_some() {
            return Next::Nothing;
        }
        let pending = |need: &Task| {
            let running = self.running.iter().map(|r| &r.task);
            self.waiting.iter().chain(running).any(|task| task == need)
        };
        let ready = |task: &Task| !task.needs().is_some_and(|need| pending(&need));
        let Some(index) = self.waiting.iter().position(ready) else {
            return Next::Wait;
        };
        let task = self.waiting.remove(index);
        self.running.push(Running {
            cost: task.cost(place),
            task: task.clone(),
            first: None,
            share: 0.0,
        });
        Next::Task(task)
    }

    fn hear(&mut self, task: &Task, share: f64) {
        if let Some(running) = self.running.iter_mut().find(|r| r.task == *task) {
            running.first.get_or_insert(share);
            running.share = share;
        }
    }

    fn end(&mut self, task: &Task, result: Result<()>) {
        if let Some(index) = self.running.iter().position(|r| r.task == *task) {
            let ended = self.running.remove(index);
            self.finished += ended.cost * (1.0 - ended.first.unwrap_or(0.0));
        }
        if let Err(error) = result {
            self.failure.get_or_insert(error);
        }
    }

    /// What the rest will take at the pace so far.
    fn seconds_left(&self, elapsed: f64, place: &OutputDir) -> Option<f64> {
        let running = self.running.iter();
        let under_way: f64 =
            running.clone().map(|r| r.cost * (r.share - r.first.unwrap_or(0.0))).sum();
        let done = self.finished + under_way;
        let waiting: f64 = self.waiting.iter().map(|task| task.cost(place)).sum();
        let rest: f64 = waiting + running.map(|r| r.cost * (1.0 - r.share)).sum::<f64>();
        (done > 0.0).then(|| elapsed * rest / done)
    }
}

/// This very program, with one task. Its standard input stays open as long as this process
/// lives.
fn spawn(place: &OutputDir, task: &Task, threads: usize) -> Result<Child> {
    let program = Path::new("vae");
    let program = std::env::current_exe().map_err(Error::io("find the program", program))?;
    let mut command = Command::new(&program);
    command.arg("reproduce").arg("--out").arg(&place.folder);
    command.arg("--task").arg(task.to_string());
    command.args(place.quick.then_some("--quick"));
    command.env("OMP_NUM_THREADS", threads.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().map_err(Error::io("start", &program))
}

/// Waits for the end of a child, whose own words about a failure stand above.
fn end(folder: &Path, task: &Task, mut child: Child) -> Result<()> {
    let input = child.stdin.take(); // held until the end
    let status = child.wait().map_err(Error::io("wait for", folder))?;
    drop(input);
    if status.success() {
        return Ok(());
    }
    Err(Error::saved(
        folder,
        format!("the task {task} ended with {status}"),
        "see its message above; the same command goes on where this one stopped",
    ))
}
