//! Lays a reader's tensor beside the right one, and says what is off.

use tch::{Kind, Tensor};

use crate::Grade;

/// A typical mistake: what it gives, and what to say of it.
pub(crate) type Suspect<'a> = (Tensor, &'a str);

/// Grades a tensor: its shape, its numbers, then typical mistakes, then a constant factor.
pub(crate) fn tensors(mine: &Tensor, right: &Tensor, suspects: &[Suspect], praise: &str) -> Grade {
    if mine.size() != right.size() {
        let (mine, wanted) = (mine.size(), right.size());
        return Grade::not_yet(format!("its shape is {mine:?}, and {wanted:?} is wanted."));
    }
    if mine.isfinite().logical_not().any().int64_value(&[]) != 0 {
        return Grade::not_yet("some of its numbers are not finite.");
    }
    if near(mine, right) {
        return Grade::right(praise);
    }
    let suspect = suspects.iter().find(|(wrong, _)| same(mine, wrong));
    match suspect {
        Some((_, what)) => Grade::not_yet(*what),
        None => Grade::not_yet(off_by(mine, right)),
    }
}

/// A sign, a constant factor, a constant, or none of them.
fn off_by(mine: &Tensor, right: &Tensor) -> String {
    let (a, b) = (double(mine), double(right));
    let square = (&b * &b).sum(Kind::Double).double_value(&[]);
    let factor = (&a * &b).sum(Kind::Double).double_value(&[]) / square;
    if near(mine, &-right) {
        return "its sign is the other way round.".into();
    }
    if a.numel() > 1 && factor.abs() > 1e-6 && near(mine, &(right * factor)) {
        return format!("all of it is {factor:.3} times what it should be.");
    }
    let apart = (&a - &b).abs().max().double_value(&[]);
    format!("it is off by up to {apart:.2e}, and by no constant factor.")
}

/// Whether two tensors agree to float32's rounding.
pub(crate) fn near(a: &Tensor, b: &Tensor) -> bool {
    let (a, b) = (double(a), double(b));
    let apart = (&a - &b).abs().max().double_value(&[]);
    apart <= 1e-4 * (1e-3 + b.abs().max().double_value(&[]))
}

fn same(a: &Tensor, b: &Tensor) -> bool {
    a.size() == b.size() && near(a, b)
}

fn double(tensor: &Tensor) -> Tensor {
    tensor.detach().to_kind(Kind::Double)
}

/// A tensor of numbers drawn once and written down, so that a grade never depends on luck.
pub(crate) fn numbers(shape: &[i64], seed: u32) -> Tensor {
    let count = shape.iter().product::<i64>() as u32;
    let at = |i: u32| {
        let x = f64::from(i * 37 + seed * 101 + 11);
        (x * 0.731).sin() + 0.5 * (x * 0.377).cos()
    };
    let numbers: Vec<f32> = (0..count).map(|i| at(i) as f32).collect();
    Tensor::from_slice(&numbers).reshape(shape)
}

/// A grade that says of which part of an answer it is.
pub(crate) fn named(name: &str, grade: Grade) -> Grade {
    match grade {
        Grade::NotYet(what) => Grade::not_yet(format!("{name}: {what}")),
        other => other,
    }
}

/// Grades one number, by typical mistakes.
pub(crate) fn number(mine: f64, right: f64, suspects: &[(f64, &str)], praise: &str) -> Grade {
    let near = |wanted: f64| (mine - wanted).abs() <= 1e-3 * (0.01 + wanted.abs());
    if !mine.is_finite() {
        return Grade::not_yet("it is not a finite number.");
    }
    if near(right) {
        return Grade::right(praise);
    }
    match suspects.iter().find(|(wrong, _)| near(*wrong)) {
        Some((_, what)) => Grade::not_yet(*what),
        None => Grade::not_yet(if mine > right { "it is too large." } else { "it is too small." }),
    }
}
