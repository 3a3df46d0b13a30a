//! Images that were opened: prepared, split, and remembered how.

use std::path::Path;

use tch::Tensor;
use vae_core::dataset::{OwnImages, Preparation, SplitConfig};
use vae_core::{Dataset, ImageShape, Result, Source, Split};

use super::duplicates::{Fingerprint, fingerprint, groups};
use super::labels::Labels;
use super::packed::{Packed, checksum};
use super::raw::Part;
use super::report::Report;
use super::sets::Found;
use super::split::{Places, of_one, of_two};
use super::{cache, unfit};

/// Images to learn from and to test with, and what was noticed while they were read.
#[derive(Debug)]
pub struct Opened {
    /// The images.
    pub split: Split,
    /// Duplicates, files that are no pictures, and what was taken for what.
    pub report: Report,
}

/// Prepares and splits what was found.
pub fn opened(
    path: &Path,
    found: &Found,
    preparation: &Preparation,
    config: &SplitConfig,
) -> Result<Opened> {
    let train = &found.train;
    let shape = train.shape(preparation)?;
    if let Some(test) = &found.test {
        let own = test.shape(preparation)?;
        if (own.height, own.width) != (shape.height, shape.width) || own.channels > shape.channels {
            let problem = format!("its images are of {own}, those to learn from of {shape}");
            return Err(unfit(&test.path, problem, "--resize and --grey make them alike"));
        }
    }
    let places = match &found.test {
        None => of_one(train.len(), config)?,
        Some(test) => of_two(train.len(), test.len(), config)?,
    };
    let test_labels = match &found.test {
        None => &train.labels,
        Some(test) => &test.labels,
    };
    let (images, fingerprints) = prepared(found, preparation, shape, &places)?;
    let source = Source::Own(Box::new(OwnImages {
        path: path.to_path_buf(),
        preparation: preparation.clone(),
        split: config.clone(),
        classes: train.labels.as_ref().map(|labels| labels.names.clone()).unwrap_or_default(),
        sha256: checksum(&images)?,
    }));
    let set = |start: usize, places: &[i64], labels: &Option<Labels>| {
        let images = images.f_narrow(0, start as i64, places.len() as i64)?;
        Dataset::new(images, of_places(labels, places), shape, source.clone())
    };
    let split = Split {
        train: set(0, &places.train, &train.labels)?,
        test: set(places.train.len(), &places.test, test_labels)?,
    };
    Ok(Opened { split, report: report(found, &fingerprints, &places) })
}

/// The images to learn from, then those to test with, `[N, D]`; and what tells any two apart that
/// were found.
fn prepared(
    found: &Found,
    how: &Preparation,
    shape: ImageShape,
    places: &Places,
) -> Result<(Tensor, Vec<Fingerprint>)> {
    let total = places.train.len() + places.test.len();
    let mut packed = Packed::new(total, shape.pixels() as usize, cache::allowance()?)?;
    let mut fingerprints = Vec::new();
    let mut keep = |part: &Part, rows: &[Option<usize>]| {
        part.prepared(how, shape, |index, image| {
            fingerprints.push(fingerprint(&image));
            rows[index].map_or(Ok(()), |row| packed.put(row, &image))
        })
    };
    let mut rows = vec![None; found.train.len()];
    let mut next = 0..total;
    places
        .train
        .iter()
        .zip(next.by_ref())
        .for_each(|(&place, row)| rows[place as usize] = Some(row));
    if let Some(test) = &found.test {
        keep(&found.train, &rows)?;
        rows = vec![None; test.len()];
    }
    places
        .test
        .iter()
        .zip(next.by_ref())
        .for_each(|(&place, row)| rows[place as usize] = Some(row));
    keep(found.test.as_ref().unwrap_or(&found.train), &rows)?;
    Ok((packed.tensor()?, fingerprints))
}

fn of_places(labels: &Option<Labels>, places: &[i64]) -> Option<Vec<i64>> {
    let labels = labels.as_ref()?;
    Some(places.iter().map(|&place| labels.values[place as usize]).collect())
}

fn report(found: &Found, fingerprints: &[Fingerprint], places: &Places) -> Report {
    let count = found.train.len();
    let name = |index: usize| match &found.test {
        Some(test) if index >= count => test.name(index - count),
        _ => found.train.name(index),
    };
    let groups = groups(fingerprints);
    let on_both_sides = |group: &&Vec<usize>| {
        let learnt = |index: &usize| places.train.binary_search(&(*index as i64)).is_ok();
        let held_out = |index: &usize| match found.test {
            Some(_) => *index >= count,
            None => places.test.binary_search(&(*index as i64)).is_ok(),
        };
        group.iter().any(learnt) && group.iter().any(held_out)
    };
    let shared = groups.iter().filter(on_both_sides).count();
    let mut notes: Vec<String> = found.train.note().into_iter().collect();
    if shared > 0 {
        notes.push(format!("{shared} images are both learnt from and tested with"));
    }
    Report {
        duplicates: groups.iter().map(|group| group.iter().map(|&i| name(i)).collect()).collect(),
        passed_over: found.passed_over.clone(),
        notes,
    }
}
