//! One step of training.

use std::cell::Cell;

use tch::{Kind, Tensor};

use crate::Grade;
use crate::compare::numbers;

/// What moves parameter i by its gradient.
type Update<'a> = &'a mut dyn FnMut(usize, &Tensor);

/// Grades a training step: it computes the loss, takes its gradients, hands gradient i to
/// `update(i, gradient)`, and returns the loss before the step.
pub fn training_step(
    mine: impl Fn(&dyn Fn() -> Tensor, &[&Tensor], Update) -> Option<f64>,
) -> Grade {
    let leaf = |seed| numbers(&[3], seed).set_requires_grad(true);
    let (a, b) = (leaf(30), leaf(31));
    let calls = Cell::new(0);
    let loss = || {
        calls.set(calls.get() + 1);
        (&a * 2.0 - &b).square().sum(Kind::Float) + b.square().sum(Kind::Float)
    };
    let rest = (a.detach() * 2.0 - b.detach()).detach();
    let wanted = [&rest * 4.0, b.detach() * 2.0 - &rest * 2.0];
    let before = loss().double_value(&[]);
    calls.set(0);
    let mut seen: Vec<(usize, Tensor)> = Vec::new();
    let mut update = |i: usize, gradient: &Tensor| {
        // What does not fit moves nothing, and is named below.
        match [&a, &b].get(i).filter(|theta| theta.size() == gradient.size()) {
            None => seen.push((i, gradient.shallow_clone())),
            Some(theta) => {
                seen.push((i, gradient.detach().copy()));
                let mut theta = theta.detach();
                let _ = gradient.f_mul_scalar(0.01).and_then(|step| theta.f_sub_(&step));
            }
        }
    };
    let Some(value) = mine(&loss, &[&a, &b], &mut update) else {
        return Grade::Waits;
    };
    if calls.get() == 0 {
        return Grade::not_yet("the loss was never computed.");
    }
    graded(&seen, &wanted).then(|| returned(value, before, loss().double_value(&[])))
}

fn graded(seen: &[(usize, Tensor)], wanted: &[Tensor; 2]) -> Grade {
    if seen.is_empty() {
        return Grade::not_yet("no parameter was moved.");
    }
    let places: Vec<usize> = seen.iter().map(|(i, _)| *i).collect();
    if places != [0, 1] {
        return Grade::not_yet(format!(
            "update was called for {places:?}; each parameter, once, in its order, is wanted."
        ));
    }
    let grades = seen.iter().map(|(i, g)| (i, crate::compare::tensors(g, &wanted[*i], &[], "")));
    for (i, grade) in grades {
        if let Grade::NotYet(what) = grade {
            return Grade::not_yet(format!("the gradient of parameter {i}: {what}"));
        }
    }
    Grade::right("")
}

fn returned(value: f64, before: f64, after: f64) -> Grade {
    let near = |wanted: f64| (value - wanted).abs() < 1e-4 * wanted.abs();
    if near(before) {
        Grade::right("the loss, its gradients, and one update for each parameter.")
    } else if near(after) {
        Grade::not_yet("it returns the loss after the step; the one before is wanted.")
    } else {
        Grade::not_yet("it does not return the loss before the step.")
    }
}
