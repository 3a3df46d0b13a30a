//! A curve from point to point.

use std::path::Path;

use vae_core::display::text::thousands;
use vae_core::save::files::{read_json, write_json};
use vae_core::{Error, Provenance, Result, Split};

use super::curve::Curve;
use super::images;
use super::learner::Learner;
use super::points::{STAGES, samples_at, samples_through};
use super::protocol::Settings;
use super::rows::Row;
use crate::{Job, Measured, Observer, Place};

/// It is saved, and whoever watches is told, at least so often, seconds.
const SAVE_EVERY: f64 = 20.0;

pub(super) fn run(
    row: &Row,
    job: &Job,
    place: &Place,
    stages: Option<usize>,
    observe: &mut Observer,
) -> Result<()> {
    let last = place.last_stage(stages, STAGES)?;
    let (folder, end) = (job.folder(place), samples_through(last, place.quick));
    if kept(&folder)?.is_some_and(|curve| curve.reached() >= end) {
        return Ok(());
    }
    let split = images::load(row.images, place)?;
    let settings = Settings::of(row, split.train.image_shape(), split.train.len(), job.seed);
    std::fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    let mut learner = Learner::open(settings, &split, &folder)?;
    check_points(&learner, place, &folder)?;
    keep(&learner, &split, &folder)?; // what a run that was killed had not told yet
    while learner.points().last().is_none_or(|point| point.samples < end) {
        let next = samples_at(learner.points().len(), place.quick);
        learner.learn(next, SAVE_EVERY)?;
        let text = if learner.samples() < next {
            learner.save()?;
            format!("{} images", seen(learner.samples()))
        } else {
            reach(&mut learner, &split, &folder)?
        };
        if observe(&text).is_break() {
            break; // the next call goes on
        }
    }
    Ok(())
}

/// Whether what a checkpoint says of its curve can be: a point for each place of it.
fn check_points(learner: &Learner, place: &Place, folder: &Path) -> Result<()> {
    let mut points = learner.points().iter().enumerate();
    match points.all(|(i, point)| point.samples == samples_at(i, place.quick)) {
        true => Ok(()),
        false => Err(Error::damaged(folder, "its run has points that no curve has")),
    }
}

/// Takes a point of the curve, keeps it, and says it.
fn reach(learner: &mut Learner, split: &Split, folder: &Path) -> Result<String> {
    let point = learner.measure()?;
    learner.save()?;
    keep(learner, split, folder)?;
    let (train, test) = (point.train, point.test);
    Ok(format!("{} images: bound {train:.2}, test {test:.2}", seen(point.samples)))
}

fn seen(samples: u64) -> String {
    thousands(samples as usize)
}

/// The curve that the folder has, perhaps without the run that made it.
fn kept(folder: &Path) -> Result<Option<Curve>> {
    let path = folder.join(Curve::FILE);
    if path.exists() { read_json(&path).map(Some) } else { Ok(None) }
}

/// Writes the curve, unless one as far is there.
fn keep(learner: &Learner, split: &Split, folder: &Path) -> Result<()> {
    let curve = Curve {
        dataset: split.train.source().clone(),
        images: (split.train.len(), split.test.len()),
        seconds: learner.seconds(),
        points: learner.points().to_vec(),
    };
    match kept(folder)?.map_or(0, |there| there.reach()) >= curve.reach() {
        true => Ok(()),
        false => write_json(&folder.join(Curve::FILE), &curve),
    }
}
