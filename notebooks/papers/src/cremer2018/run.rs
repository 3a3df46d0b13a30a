//! A row is trained, then measured batch by batch: whoever breaks it off goes on with the next.

use std::time::Instant;

use vae_core::dataset::{Binarised, ImageSet};
use vae_core::save::files::{read_json, write_json};
use vae_core::{Result, Source, Trainer, Vae, evaluate};

use super::gaps::{Gaps, Levels};
use super::measure::{checks, levels};
use super::protocol::{Measures, measures, model, training};
use super::rows::Row;
use crate::images::load;
use crate::training::begun_or_gone_on;
use crate::{Job, Measured, Observer, Place};

/// Batches of test images are numbered from here.
const UNSEEN: u64 = 1 << 20;

pub(super) fn run(row: &Row, job: &Job, place: &Place, observe: &mut Observer) -> Result<()> {
    let split = load(&Source::Mnist, place)?;
    // The same coins for every row and seed: models that differ see the same images.
    let (train, test) = (Binarised::new(&split.train, 0), Binarised::new(&split.test, 0));
    let Some(trainer) = trained(row, job, place, &train, observe)? else {
        return Ok(()); // broken off: the next call goes on
    };
    let how = measures(place.quick);
    let file = job.folder(place).join(Gaps::FILE);
    let mut gaps = match file.exists() {
        true => read_json(&file)?,
        false => begun(&trainer, &test, &how)?,
    };
    let vae = trainer.vae();
    loop {
        let start = Instant::now();
        if !further(vae, &train, &test, &mut gaps, &how)? {
            return Ok(());
        }
        gaps.seconds.1 += start.elapsed().as_secs_f64();
        write_json(&file, &gaps)?;
        let (learnt, unseen) = (gaps.learnt.images(), gaps.unseen.images());
        let [most, of_test] = how.compared;
        let told = format!(
            "measured: {learnt} of {most} training images, {unseen} of {of_test} test images"
        );
        if observe(&told).is_break() {
            return Ok(());
        }
    }
}

/// Trained to the end; none where that was broken off.
fn trained(
    row: &Row,
    job: &Job,
    place: &Place,
    train: &dyn ImageSet,
    observe: &mut Observer,
) -> Result<Option<Trainer>> {
    let (config, wanted) = (model(row, train.image_shape()), training(job.seed, place.quick));
    let mut trainer = begun_or_gone_on(&job.folder(place).join("run"), config, wanted)?;
    trainer.fit_with(train, None, |progress| observe(progress))?;
    Ok(trainer.is_finished().then_some(trainer))
}

fn begun(trainer: &Trainer, test: &dyn ImageSet, how: &Measures) -> Result<Gaps> {
    let history = trainer.history();
    Ok(Gaps {
        dataset: history.source.clone(),
        epochs: history.epochs.len(),
        train_loss: history.last().map_or(f64::NAN, |record| record.loss),
        test: evaluate(trainer.vae(), test)?,
        seconds: (history.epochs.iter().map(|record| record.seconds).sum(), 0.0),
        annealing: [how.annealing.clone(), how.in_the_plane.clone()],
        learnt: Levels::default(),
        unseen: Levels::default(),
        checks: None,
    })
}

/// One batch more of each set, or at the end the checks; whether anything was left to do.
fn further(
    vae: &Vae,
    train: &dyn ImageSet,
    test: &dyn ImageSet,
    gaps: &mut Gaps,
    how: &Measures,
) -> Result<bool> {
    let [learnt, unseen] = how.compared;
    let sets = [(train, &mut gaps.learnt, learnt, 0), (test, &mut gaps.unseen, unseen, UNSEEN)];
    let mut any = false;
    for (images, so_far, wanted, first) in sets {
        let done = so_far.images();
        let count = how.batch.min(wanted.min(images.len()).saturating_sub(done));
        if count > 0 {
            let x = vae.to_model_device(&images.range(done, count)?)?;
            let batch = first + (done / how.batch) as u64;
            so_far.extend(levels(vae, &x, batch, done < how.whole, how)?);
            any = true;
        }
    }
    if !any && gaps.checks.is_none() {
        let x = vae.to_model_device(&test.range(0, how.on_grid.min(test.len()))?)?;
        gaps.checks = Some(checks(vae, &x, how)?);
        any = true;
    }
    Ok(any)
}
