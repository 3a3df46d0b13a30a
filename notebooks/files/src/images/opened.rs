//! Images that were opened: prepared, split, and remembered how.

use std::path::Path;

use sha2::{Digest, Sha256};
use tch::{Kind, Tensor};
use vae_core::dataset::{OwnImages, Preparation, SplitConfig};
use vae_core::{Dataset, Result, Source, Split};

use super::labels::Labels;
use super::raw::Prepared;
use super::report::Report;
use super::sets::Found;
use super::split::{Places, of_one, of_two};
use super::{duplicates, unfit};

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
    let prepared = train.prepared(preparation, shape)?;
    let tested = match &found.test {
        None => None,
        Some(test) => {
            let own = test.shape(preparation)?;
            if (own.height, own.width) != (shape.height, shape.width)
                || own.channels > shape.channels
            {
                let problem = format!("its images are of {own}, those to learn from of {shape}");
                return Err(unfit(&test.path, problem, "--resize and --grey make them alike"));
            }
            Some(test.prepared(preparation, shape)?)
        }
    };
    let places = match &found.test {
        None => of_one(train.len(), config)?,
        Some(test) => of_two(train.len(), test.len(), config)?,
    };
    let test_labels = match &found.test {
        None => &train.labels,
        Some(test) => &test.labels,
    };
    let pixels = [tensor(&prepared)?, tensor(tested.as_ref().unwrap_or(&prepared))?];
    let images = [&places.train, &places.test].map(|places| Tensor::f_from_slice(places));
    let [chosen, held_out] = images;
    let images = [pixels[0].f_index_select(0, &chosen?)?, pixels[1].f_index_select(0, &held_out?)?];
    let source = Source::Own(Box::new(OwnImages {
        path: path.to_path_buf(),
        preparation: preparation.clone(),
        split: config.clone(),
        classes: train.labels.as_ref().map(|labels| labels.names.clone()).unwrap_or_default(),
        sha256: checksum(&images)?,
    }));
    let [images, test_images] = images;
    let split = Split {
        train: Dataset::new(
            images,
            of_places(&train.labels, &places.train),
            shape,
            source.clone(),
        )?,
        test: Dataset::new(test_images, of_places(test_labels, &places.test), shape, source)?,
    };
    let report = report(found, &prepared, tested.as_ref(), &places);
    Ok(Opened { split, report })
}

fn tensor(prepared: &Prepared) -> Result<Tensor> {
    let pixels = prepared.shape.pixels();
    let count = prepared.bytes.len() as i64 / pixels.max(1);
    Ok(Tensor::f_from_data_size(&prepared.bytes, &[count, pixels], Kind::Uint8)?)
}

fn of_places(labels: &Option<Labels>, places: &[i64]) -> Option<Vec<i64>> {
    let labels = labels.as_ref()?;
    Some(places.iter().map(|&place| labels.values[place as usize]).collect())
}

/// SHA-256 of all pixels.
fn checksum(images: &[Tensor]) -> Result<String> {
    let mut hasher = Sha256::new();
    for pixels in images {
        let flat = pixels.f_contiguous()?.f_view(-1)?;
        hasher.update(Vec::<u8>::try_from(&flat)?);
    }
    Ok(format!("{:x}", hasher.finalize()))
}

fn report(found: &Found, train: &Prepared, test: Option<&Prepared>, places: &Places) -> Report {
    let count = found.train.len();
    let name = |index: usize| match &found.test {
        Some(test) if index >= count => test.name(index - count),
        _ => found.train.name(index),
    };
    let mut all = train.bytes.clone();
    all.extend(test.iter().flat_map(|test| &test.bytes));
    let groups = duplicates::groups(&all, train.shape.pixels() as usize);
    let on_both_sides = |group: &&Vec<usize>| {
        let learnt = |index: &usize| places.train.binary_search(&(*index as i64)).is_ok();
        let held_out = |index: &usize| match test {
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
