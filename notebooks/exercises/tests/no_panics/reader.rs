//! Functions that a reader might write.

use std::cell::Cell;

use tch::Tensor;
use vae_exercises::Grade;

use vae_testing::no_panics::inputs::{NUMBERS, of_every_kind, of_every_number, tensors};
use vae_testing::no_panics::returns;

/// Answers rightly some times, and after that always with the same.
pub struct Reader<T> {
    right: Cell<usize>,
    after: T,
}

impl Reader<Tensor> {
    pub fn tensor(&self, right: impl FnOnce() -> Tensor) -> Option<Tensor> {
        self.answer(right, Tensor::shallow_clone)
    }

    pub fn pair(&self, right: impl FnOnce() -> [Tensor; 2]) -> Option<[Tensor; 2]> {
        self.answer(right, |t| [t.shallow_clone(), t.shallow_clone()])
    }
}

impl Reader<f64> {
    pub fn number(&self, right: impl FnOnce() -> f64) -> Option<f64> {
        self.answer(right, |number| *number)
    }

    pub fn numbers(&self, right: impl FnOnce() -> (f64, f64)) -> Option<(f64, f64)> {
        self.answer(right, |number| (*number, *number))
    }
}

impl<T> Reader<T> {
    fn answer<A>(&self, right: impl FnOnce() -> A, after: impl FnOnce(&T) -> A) -> Option<A> {
        Some(match self.right.get() {
            0 => after(&self.after),
            left => {
                self.right.set(left - 1);
                right()
            }
        })
    }
}

/// Grades readers who answer with tensors of every kind where one of `size` is wanted: from the
/// first call on, and after right answers.
pub fn of_tensors(size: &[i64], grade: impl Fn(&Reader<Tensor>) -> Grade) {
    let fitting = of_every_kind(size).into_iter().chain(of_every_number(size));
    for (name, answer) in fitting.chain(tensors(3)) {
        for right in 0..3 {
            let reader = || Reader { right: Cell::new(right), after: answer.shallow_clone() };
            returns(&format!("{name} after {right}"), || grade(&reader()));
        }
    }
}

/// The same with numbers.
pub fn of_numbers(grade: impl Fn(&Reader<f64>) -> Grade) {
    for answer in NUMBERS {
        for right in 0..8 {
            let reader = || Reader { right: Cell::new(right), after: answer };
            returns(&format!("{answer} after {right}"), || grade(&reader()));
        }
    }
}
