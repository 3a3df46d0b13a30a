//! All that a reproduction measured, in one file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::classify::label_counts;
use super::{
    Accuracies, Baseline, Claim, Comparison, Experiment, OutputDir, PixelCost, RunInfo,
    RunMeasurement, Task, TimeNeighbours, experiments, rows,
};
use vae_core::dataset::checkout;
use vae_core::save::files::{read_json, write_atomically, write_json};
use vae_core::{Error, Result, Source};

/// The newest layout of `results.json`.
const FORMAT: u32 = 1;

/// `results.json`: what was measured, and what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// Layout of the file.
    pub format: u32,
    /// By whom and with what.
    pub made: RunInfo,
    /// The training runs.
    pub trainings: Vec<TrainingResult>,
    /// The classifiers on pixels; those on codes stand with their training runs.
    pub classifiers: Vec<ClassifierResult>,
    /// What grey pixels cost whatever the model.
    pub pixels: Vec<PixelCost>,
    /// How the film's order shows in the pixels themselves.
    pub pixel_time: Option<TimeNeighbours>,
    /// The table: thesis, ours, difference, verdict. Follows from the above.
    pub comparisons: Vec<Comparison>,
    /// The thesis's claims and what is left of them. Follows from the above.
    pub claims: Vec<Claim>,
}

/// One experiment of the thesis with the runs of all seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingResult {
    /// The experiment's name.
    pub name: String,
    /// One measurement a seed, in the order of seeds.
    pub runs: Vec<RunMeasurement>,
}

/// A classifier on pixels with every number of labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifierResult {
    /// Which one.
    pub baseline: Baseline,
    /// With all labels and with few.
    pub accuracies: Vec<Accuracies>,
}

impl Results {
    /// Gathers what the tasks wrote into a folder so far.
    ///
    /// # Errors
    /// Where a file is damaged.
    pub fn collect(place: &OutputDir, made: RunInfo) -> Result<Self> {
        let mut results = Self {
            format: FORMAT,
            made,
            trainings: trainings(place)?,
            classifiers: classifiers(place)?,
            pixels: pixels(place)?,
            pixel_time: place.read(&Task::PixelTime.to_string())?,
            comparisons: Vec::new(),
            claims: Vec::new(),
        };
        results.conclude();
        Ok(results)
    }

    /// Computes the comparisons and the claims from the measurements.
    pub fn conclude(&mut self) {
        self.comparisons = rows::all(self);
        self.claims = Claim::all(self);
    }

    /// What this project measured, from `data/reproduction/results.json` of the checkout.
    ///
    /// # Errors
    /// Where the file is missing or damaged.
    pub fn published() -> Result<Self> {
        Self::read(&Self::published_path())
    }

    /// Where the published results lie.
    pub fn published_path() -> PathBuf {
        checkout().join("data/reproduction/results.json")
    }

    /// Reads a `results.json`.
    ///
    /// # Errors
    /// Where the file is missing or damaged, or of a newer format.
    pub fn read(path: &Path) -> Result<Self> {
        let results: Self = read_json(path)?;
        if results.format != FORMAT {
            return Err(Error::saved(
                path,
                format!("its format is {}, this version reads {FORMAT}", results.format),
                "use the version that wrote it",
            ));
        }
        Ok(results)
    }

    /// Writes `results.json` and `results.md` into a folder.
    ///
    /// # Errors
    /// Where one of them cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        write_json(&folder.join("results.json"), self)?;
        write_atomically(&folder.join("results.md"), self.markdown().as_bytes())
    }
}

fn trainings(place: &OutputDir) -> Result<Vec<TrainingResult>> {
    let mut results = Vec::new();
    for experiment in experiments() {
        let runs = seeds(place, &experiment)
            .into_iter()
            .filter_map(|seed| {
                let task = Task::Measure(experiment.clone(), seed);
                place.read(&task.to_string()).transpose()
            })
            .collect::<Result<Vec<RunMeasurement>>>()?;
        if !runs.is_empty() {
            let name = experiment.name.to_string();
            results.push(TrainingResult { name, runs });
        }
    }
    Ok(results)
}

/// The seeds of an experiment that have been measured.
fn seeds(place: &OutputDir, experiment: &Experiment) -> Vec<u64> {
    let folder = place.folder.join("measurements").join(experiment.name);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut seeds: Vec<u64> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_prefix("seed-")?.strip_suffix(".json")?.parse().ok()
        })
        .collect();
    seeds.sort_unstable();
    seeds
}

fn classifiers(place: &OutputDir) -> Result<Vec<ClassifierResult>> {
    let mut results = Vec::new();
    for baseline in Baseline::ALL {
        let accuracies = label_counts(place)
            .into_iter()
            .filter_map(|labels| {
                let task = Task::Classify(baseline, labels);
                place.read(&task.to_string()).transpose()
            })
            .collect::<Result<Vec<Accuracies>>>()?;
        if !accuracies.is_empty() {
            results.push(ClassifierResult { baseline, accuracies });
        }
    }
    Ok(results)
}

fn pixels(place: &OutputDir) -> Result<Vec<PixelCost>> {
    let sources = [Source::Mnist, Source::FreyFaces].into_iter();
    sources.filter_map(|source| place.read(&Task::Pixels(source).to_string()).transpose()).collect()
}
