//! A reproduction cut into tasks: each writes its own result, is skipped once that is there, and
//! goes on where it stopped.

use std::fmt;
use std::ops::ControlFlow;

use super::classify::{Baseline, classify_pixels, label_counts};
use super::measure::{measure, pixel_time};
use super::pixels::PixelCost;
use super::training::{is_trained, train};
use super::{Experiment, OutputDir, experiments};
use vae_core::{Error, Progress, Result, Source};

/// One piece of work.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A training run.
    Train(Experiment, u64),
    /// What is measured on a finished run.
    Measure(Experiment, u64),
    /// A classifier on pixels, with so many labels or all.
    Classify(Baseline, Option<usize>),
    /// What grey pixels cost under a Bernoulli likelihood.
    Pixels(Source),
    /// How the film's order shows in the pixels themselves.
    PixelTime,
}

/// The tasks' part of what `--only` may name, besides the experiments.
const OTHERS: [&str; 4] = ["classifier-pixels", "classifier-annex-f", "pixels", "pixel-time"];

impl Task {
    /// More seeds than this are taken for a mistake.
    pub const MOST_SEEDS: u64 = 1_000;

    /// All tasks of a reproduction; `seeds` replaces each experiment's own number of seeds.
    /// `only` keeps those whose [`name`](Self::name) it lists; none means all.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where `only` lists an unknown name, and for more
    /// seeds than [`MOST_SEEDS`](Self::MOST_SEEDS).
    pub fn plan(place: &OutputDir, seeds: Option<u64>, only: &[String]) -> Result<Vec<Self>> {
        if let Some(seeds) = seeds.filter(|seeds| *seeds > Self::MOST_SEEDS) {
            let remedy = format!("choose at most {}", Self::MOST_SEEDS);
            return Err(Error::config("seeds", seeds, remedy));
        }
        let seeds = |experiment: &Experiment| 0..seeds.unwrap_or(experiment.seeds as u64);
        chosen(all(place, seeds), only)
    }

    /// Those of one seed; what has no seed goes with 0.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where `only` lists an unknown name.
    pub fn of_seed(place: &OutputDir, seed: u64, only: &[String]) -> Result<Vec<Self>> {
        let mut tasks = chosen(all(place, |_| [seed]), only)?;
        tasks.retain(|task| task.seed() == seed);
        Ok(tasks)
    }

    /// The task that shows itself as `text`.
    pub fn named(place: &OutputDir, text: &str) -> Option<Self> {
        let (_, seed) = text.rsplit_once("seed-").unwrap_or_default();
        let tasks = all(place, |_| [seed.parse().unwrap_or_default()]);
        tasks.into_iter().find(|task| task.to_string() == text)
    }

    /// What `--only` calls it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Train(experiment, _) | Self::Measure(experiment, _) => experiment.name,
            Self::Classify(baseline, _) => baseline.name(),
            Self::Pixels(_) => "pixels",
            Self::PixelTime => "pixel-time",
        }
    }

    /// The seed of its training run; 0 for what has none.
    pub fn seed(&self) -> u64 {
        match self {
            Self::Train(_, seed) | Self::Measure(_, seed) => *seed,
            _ => 0,
        }
    }

    /// The images it works on.
    pub fn source(&self) -> Source {
        match self {
            Self::Train(experiment, _) | Self::Measure(experiment, _) => experiment.dataset.clone(),
            Self::Classify(..) => Source::Mnist,
            Self::Pixels(source) => source.clone(),
            Self::PixelTime => Source::FreyFaces,
        }
    }

    /// The training that must be finished before.
    pub fn needs(&self) -> Option<Self> {
        match self {
            Self::Measure(experiment, seed) => Some(Self::Train(experiment.clone(), *seed)),
            _ => None,
        }
    }

    /// How long it takes, in units that only compare tasks: training passes over an image by a
    /// weight.
    pub fn cost(&self, place: &OutputDir) -> f64 {
        let pixel_steps = |images: f64, epochs: f64| images * epochs * 1.2e6;
        match self {
            Self::Train(experiment, _) => {
                let images = match (place.quick, &experiment.dataset) {
                    (true, _) => 600.0,
                    (false, Source::FreyFaces) => 1_600.0,
                    (false, _) => 55_000.0,
                };
                let (d, h) = (experiment.model().image.pixels() as f64, experiment.hidden as f64);
                let weights = 2.0 * h * (d + h + 1.5 * experiment.latent as f64);
                images * experiment.epochs(place.quick) as f64 * weights
            }
            _ if place.quick => pixel_steps(600.0, 1.0),
            Self::Measure(experiment, _) if experiment.dataset == Source::Mnist => {
                pixel_steps(55_000.0, 4.0)
            }
            Self::Classify(Baseline::AnnexF, _) => pixel_steps(55_000.0, 12.0),
            Self::Classify(Baseline::Pixels, _) => pixel_steps(55_000.0, 1.0),
            _ => pixel_steps(55_000.0, 0.5),
        }
    }

    /// The same on two cores, in hours, roughly: 100 images by 1.3 million weights took 5.5 ms.
    pub fn hours(&self, place: &OutputDir) -> f64 {
        self.cost(place) / (1.3e8 / 5.5e-3) / 3_600.0
    }

    /// Whether its result is there already.
    ///
    /// # Errors
    /// Where the folder holds the run of another protocol.
    pub fn is_done(&self, place: &OutputDir) -> Result<bool> {
        match self {
            Self::Train(experiment, seed) => is_trained(place, experiment, *seed),
            _ => Ok(place.measurement(&self.to_string()).exists()),
        }
    }

    /// Does the work. `observe` is told of each epoch of a training and may break it off; what
    /// was trained until then is kept.
    ///
    /// # Errors
    /// Where images are missing, a file is damaged, or nothing can be written.
    pub fn run(
        &self,
        place: &OutputDir,
        mut observe: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        let name = self.to_string();
        match self {
            Self::Train(experiment, seed) => train(place, experiment, *seed, &mut observe),
            Self::Measure(experiment, seed) => {
                place.write(&name, &measure(place, experiment, *seed)?)
            }
            Self::Classify(baseline, labels) => {
                place.write(&name, &classify_pixels(place, *baseline, *labels)?)
            }
            Self::Pixels(source) => {
                let split = place.load(source)?;
                place.write(&name, &PixelCost::of(&split.train)?)
            }
            Self::PixelTime => place.write(&name, &pixel_time(place, &Source::FreyFaces)?),
        }
    }
}

/// `mnist-z2/train-seed-0`, `classifier-pixels/all`: also the place of its result.
impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Train(_, seed) => write!(f, "/train-seed-{seed}"),
            Self::Measure(_, seed) => write!(f, "/seed-{seed}"),
            Self::Classify(_, None) => f.write_str("/all"),
            Self::Classify(_, Some(labels)) => write!(f, "/{labels}"),
            Self::Pixels(Source::FreyFaces) => f.write_str("/frey"),
            Self::Pixels(_) => f.write_str("/mnist"),
            Self::PixelTime => f.write_str("/frey"),
        }
    }
}

/// Each task, the trainings with the seeds that `seeds` gives.
fn all<S: IntoIterator<Item = u64>>(
    place: &OutputDir,
    seeds: impl Fn(&Experiment) -> S,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for experiment in experiments() {
        for seed in seeds(&experiment) {
            tasks.push(Task::Train(experiment.clone(), seed));
            tasks.push(Task::Measure(experiment.clone(), seed));
        }
    }
    for baseline in Baseline::ALL {
        let counts = label_counts(place).into_iter();
        tasks.extend(counts.map(|labels| Task::Classify(baseline, labels)));
    }
    tasks.extend([Source::Mnist, Source::FreyFaces].map(Task::Pixels));
    tasks.push(Task::PixelTime);
    tasks
}

/// Those whose name is listed, or all where none is.
fn chosen(mut tasks: Vec<Task>, only: &[String]) -> Result<Vec<Task>> {
    let names: Vec<&str> = experiments().iter().map(|e| e.name).chain(OTHERS).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        let remedy = format!("choose among {}", names.join(", "));
        return Err(Error::config("--only", unknown, remedy));
    }
    tasks.retain(|task| only.is_empty() || only.iter().any(|name| *name == task.name()));
    Ok(tasks)
}
