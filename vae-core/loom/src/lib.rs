//! The background's threads in every order: `cargo test --release` in this folder.
//!
//! The files are vae-core's own; loom's atomics, locks and threads stand in for the standard
//! library's, and try all that these may do. The work is a stand-in for `Trainer::fit`, which looks
//! for the stop before each batch and clears it at its end.

#![cfg(test)]

#[allow(dead_code)] // its flag is for signals
#[path = "../../src/trainer/stop.rs"]
mod stop;
#[path = "../../src/trainer/worker.rs"]
mod worker;

use stop::Stop;

mod sync {
    pub use loom::sync::atomic::{AtomicBool, Ordering};
    pub use loom::sync::{Arc, Mutex, MutexGuard};
    pub use loom::thread::{Builder, JoinHandle};
}

#[cfg(test)]
mod tests {
    use super::*;
    use worker::{Shared, Worker};

    const BATCHES: usize = 2;

    /// Counts the batches that it learnt.
    fn fit(stop: &Stop, shared: &Shared<usize>) -> (usize, String) {
        let mut learnt = 0;
        while learnt < BATCHES && !stop.is_requested() {
            learnt += 1;
            shared.tell(|told| *told = learnt);
        }
        stop.clear();
        (learnt, format!("after {learnt}"))
    }

    fn training(stop: &Stop) -> Worker<usize, usize> {
        let work = stop.clone();
        Worker::start("training", stop.clone(), 0, move |shared| fit(&work, shared)).unwrap()
    }

    #[test]
    fn what_is_told_only_grows_and_is_whole_at_the_end() {
        loom::model(|| {
            let training = training(&Stop::default());
            let (first, _) = training.news();
            let had_ended = training.has_ended();
            let (second, said) = training.news();
            assert!(first <= second);
            assert!(!had_ended || said.is_some());
            assert!(said.is_none_or(|said| said == "after 2" && second == BATCHES));
            assert_eq!(training.wait().unwrap(), BATCHES);
        });
    }

    #[test]
    fn a_stop_ends_it_soon_and_never_stops_the_next() {
        loom::model(|| {
            let stop = Stop::default();
            let first = training(&stop);
            first.stop();
            let (told, _) = first.news();
            let learnt = first.wait().unwrap();
            assert!(told <= learnt && !stop.is_requested());
            assert_eq!(training(&stop).wait().unwrap(), BATCHES);
        });
    }

    #[test]
    fn another_threads_stop_comes_through_or_too_late() {
        loom::model(|| {
            let stop = Stop::default();
            let first = training(&stop);
            let pressed = loom::thread::spawn(move || stop.request());
            pressed.join().unwrap();
            let learnt = first.wait().unwrap();
            assert!(learnt <= BATCHES);
        });
    }

    #[test]
    fn one_that_nobody_holds_ends() {
        loom::model(|| {
            let stop = Stop::default();
            let work = stop.clone();
            let endless = move |_: &Shared<()>| {
                while !work.is_requested() {
                    loom::thread::yield_now();
                }
                ((), String::new())
            };
            drop(Worker::start("training", stop, (), endless).unwrap());
        });
    }
}
