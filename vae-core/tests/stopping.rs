//! Trainings that are stopped, in the background or by a file, and go on as if they had not been.

mod support;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use support::{StopAt, bits, digits, small_trainer, timeless};
use vae_core::{BackgroundTraining, BatchProgress, Trainer, Watch};

/// Long enough that nobody waits for its end.
const ENDLESS: usize = 100_000;

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(120), "no {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn epochs_of(training: &BackgroundTraining) -> usize {
    training.progress().history.epochs.len()
}

#[test]
fn a_stopped_training_goes_on_where_it_stood() {
    let data = digits(2_000);
    let mut whole = small_trainer(6);
    whole.fit(&data, None).unwrap();

    let training = small_trainer(6).fit_in_background(data.clone(), None).unwrap();
    assert!(training.progress().to_string().starts_with("running: "));
    until("second epoch", || epochs_of(&training) >= 2);
    training.stop();
    until("stop", || training.has_ended());
    let said = training.progress().ended.unwrap();
    let (mut trainer, ended) = training.wait();
    ended.unwrap();
    assert_eq!(said, format!("stopped after {}", trainer.position()));
    trainer.fit(&data, None).unwrap();

    assert!(trainer.is_finished());
    assert_eq!(bits(trainer.vae()), bits(whole.vae()));
    let epochs = |t: &Trainer| timeless(&t.history().epochs);
    assert_eq!(epochs(&trainer), epochs(&whole));
}

/// Every batch of the run is once the last before a stop and a resume.
#[test]
fn a_run_stopped_at_every_batch_has_the_same_bits() {
    let data = digits(250);
    let mut whole = small_trainer(3);
    whole.fit(&data, Some(&data)).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let mut trainer = small_trainer(3).saving_to(folder.path()).unwrap();
    let mut stops = 0;
    while !trainer.is_finished() {
        let images = StopAt::new(&data, 1, &trainer);
        trainer.fit(&images, Some(&data)).unwrap();
        drop(trainer);
        trainer = Trainer::resume(folder.path()).unwrap();
        stops += 1;
    }
    assert_eq!(stops, 9);
    assert_eq!(bits(trainer.vae()), bits(whole.vae()));
    let epochs = |t: &Trainer| timeless(&t.history().epochs);
    assert_eq!(epochs(&trainer), epochs(&whole));
}

#[test]
fn the_end_is_told() {
    let training = small_trainer(2).fit_in_background(digits(100), Some(digits(100)));
    let training = training.unwrap();
    until("end", || training.has_ended());
    let status = training.progress();
    assert_eq!(status.ended.as_deref(), Some("finished"));
    assert!(status.to_string().starts_with("finished: epoch 2/2  loss "), "{status}");
    training.wait().1.unwrap();

    let empty = small_trainer(1).fit_in_background(digits(100), None).unwrap();
    let (trainer, _) = empty.wait();
    let again = trainer.fit_in_background(digits(99), None).unwrap();
    until("refusal", || again.has_ended());
    assert!(again.progress().ended.unwrap().contains("100 of synthetic digits"));
    assert!(again.wait().1.is_err());
}

/// The rest at the pace so far: as long for each batch to come as for those behind.
#[test]
fn the_time_left_goes_to_nought_with_the_batches() {
    struct Left(Instant, Vec<f64>);
    impl Watch for Left {
        fn after_batch(&mut self, progress: &BatchProgress) {
            let passed = self.0.elapsed().as_secs_f64();
            let done = (progress.epoch.epoch - 1) * progress.batches + progress.epoch.batches;
            let all = progress.epochs * progress.batches;
            let wanted = passed / done as f64 * (all - done) as f64;
            assert!((0.0..=wanted).contains(&progress.seconds_left), "{done} of {all}");
            assert!((300.0..700.0).contains(&progress.loss()), "{}", progress.loss());
            self.1.push(progress.seconds_left);
        }
    }
    let mut left = Left(Instant::now(), Vec::new());
    small_trainer(2).fit_watched(&digits(250), None, &mut left).unwrap();
    let (last, others) = left.1.split_last().unwrap();
    assert!(*last == 0.0 && others.len() == 5 && others.iter().all(|s| *s > 0.0), "{others:?}");
}

#[test]
fn a_dropped_training_saves_and_frees_its_folder() {
    let (data, folder) = (digits(500), tempfile::tempdir().unwrap());
    let trainer = small_trainer(ENDLESS).saving_to(folder.path()).unwrap();
    let training = trainer.fit_in_background(data, None).unwrap();
    until("epoch", || epochs_of(&training) >= 1);
    let seen = epochs_of(&training);
    drop(training);
    let resumed = Trainer::resume(folder.path()).unwrap();
    assert!(resumed.history().epochs.len() >= seen);
}

#[test]
fn a_stop_file_stops_inside_an_epoch() {
    let (data, folder) = (digits(4_000), tempfile::tempdir().unwrap());
    let trainer = small_trainer(ENDLESS).saving_to(folder.path()).unwrap();
    let file = trainer.stop_file().unwrap();
    let training = trainer.fit_in_background(data.clone(), None).unwrap();
    std::fs::write(&file, "").unwrap();
    until("stop", || training.has_ended());
    let (trainer, ended) = training.wait();
    ended.unwrap();
    assert!(!trainer.is_finished() && !file.exists());
    let place = trainer.position();
    let weights = bits(trainer.vae());
    drop(trainer);

    let mut resumed = Trainer::resume(folder.path()).unwrap();
    assert_eq!(resumed.position(), place);
    assert_eq!(bits(resumed.vae()), weights);
    resumed.set_epochs(resumed.history().epochs.len() + 1).unwrap();
    resumed.fit(&data, None).unwrap();
    assert!(resumed.is_finished());
}

#[test]
fn an_observer_that_breaks_off_stops_between_epochs() {
    let mut trainer = small_trainer(5);
    let after_two = |p: &vae_core::Progress| match p.record.epoch {
        2 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    trainer.fit_with(&digits(100), None, after_two).unwrap();
    assert_eq!(trainer.position(), "epoch 2");
}

/// Images of somebody's own, which break in the middle.
struct Panics(vae_core::Dataset);

impl vae_core::Provenance for Panics {
    fn image_shape(&self) -> vae_core::ImageShape {
        self.0.image_shape()
    }
    fn source(&self) -> &vae_core::Source {
        self.0.source()
    }
}

impl vae_core::dataset::ImageSet for Panics {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn batch(&self, indices: &[i64]) -> vae_core::Result<tch::Tensor> {
        assert!(!indices.contains(&7), "on purpose");
        self.0.batch(indices)
    }
    fn range(&self, start: usize, len: usize) -> vae_core::Result<tch::Tensor> {
        self.0.range(start, len)
    }
}

#[test]
fn a_training_that_died_says_so() {
    let training = small_trainer(ENDLESS).fit_in_background(Panics(digits(250)), None).unwrap();
    until("end", || training.has_ended());
    let said = training.progress().to_string();
    assert!(said.starts_with("ended by a panic: "), "{said}");
}

#[test]
fn a_request_that_came_too_late_does_not_stop_the_next_call() {
    let data = digits(100);
    let mut trainer = small_trainer(1);
    trainer.fit_with(&data, None, |_| ControlFlow::Continue(())).unwrap();
    let images = StopAt::new(&data, 2, &small_trainer(1)); // never asks this one
    let stop = trainer.stop();
    trainer.set_epochs(2).unwrap();
    trainer
        .fit_with(&images, None, |_| {
            stop.request(); // after the last batch
            ControlFlow::Continue(())
        })
        .unwrap();
    trainer.set_epochs(3).unwrap();
    trainer.fit(&data, None).unwrap();
    assert!(trainer.is_finished());
}

#[test]
fn nor_does_one_for_a_background_training_that_had_ended() {
    let data = digits(100);
    let training = small_trainer(1).fit_in_background(data.clone(), None).unwrap();
    until("end", || training.has_ended());
    training.stop();
    let (mut trainer, ended) = training.wait();
    ended.unwrap();
    trainer.set_epochs(2).unwrap();
    trainer.fit(&data, None).unwrap();
    assert!(trainer.is_finished());
}
