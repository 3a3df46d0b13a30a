use crate::dataset::{Dataset, ImageSet};
use crate::trainer::Trainer;

const EPOCHS: usize = 2;

#[test]
fn what_is_told_only_grows_and_is_whole_at_the_end() {
    loom::model(|| {
        let training = Trainer::new(EPOCHS).fit_in_background(Dataset, None).unwrap();
        let first = training.progress();
        let had_ended = training.has_ended();
        let second = training.progress();
        assert!(first.history.epochs.len() <= second.history.epochs.len());
        assert!(!had_ended || second.ended.is_some());
        let whole = second.to_string() == "finished: epoch 2/2";
        assert!(whole == second.ended.is_some() && (whole || first.ended.is_none()));
        let (trainer, ended) = training.wait();
        assert!(ended.is_ok() && trainer.is_finished());
    });
}

#[test]
fn a_stop_ends_it_soon_and_never_stops_the_next() {
    loom::model(|| {
        let training = Trainer::new(EPOCHS).fit_in_background(Dataset, None).unwrap();
        training.stop();
        let told = training.progress().history.epochs.len();
        let (mut trainer, ended) = training.wait();
        let learnt = trainer.history().epochs.len();
        assert!(ended.is_ok() && told <= learnt && learnt <= EPOCHS);
        assert!(!trainer.stop().is_requested());
        trainer.set_epochs(EPOCHS + 1);
        let (trainer, _) = trainer.fit_in_background(Dataset, None).unwrap().wait();
        assert!(trainer.is_finished());
    });
}

#[test]
fn a_stop_from_another_thread_leaves_it_where_it_says_that_it_stands() {
    loom::model(|| {
        let trainer = Trainer::new(EPOCHS);
        let stop = trainer.stop();
        let training = trainer.fit_in_background(Dataset, None).unwrap();
        let pressed = loom::thread::spawn(move || stop.request());
        pressed.join().unwrap();
        let said = training.progress();
        let (trainer, _) = training.wait();
        let stands = match trainer.is_finished() {
            true => "finished".to_string(),
            false => format!("stopped after {}", trainer.position()),
        };
        assert!(said.ended.is_none_or(|said| said == stands));
    });
}

/// Gives way to other threads, without which an endless training would be an endless order.
struct Patient;

impl ImageSet for Patient {
    fn batch(&self) {
        loom::thread::yield_now();
    }
}

#[test]
fn one_that_nobody_holds_ends() {
    loom::model(|| {
        let trainer = Trainer::new(usize::MAX);
        drop(trainer.fit_in_background(Patient, None).unwrap());
    });
}
