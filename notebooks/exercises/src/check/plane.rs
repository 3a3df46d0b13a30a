//! Points in the plane.

use tch::{Kind, Tensor};

use crate::Grade;
use crate::compare::near;

/// Grades `n` points `[n, 2]`, evenly spaced on a circle of that radius around the origin.
pub fn circle(mine: impl Fn(i64, f64) -> Option<Tensor>) -> Grade {
    let (n, radius) = (16, 1.5);
    let Some(z) = mine(n, radius) else { return Grade::Waits };
    if z.size() != [n, 2] {
        return Grade::not_yet(format!("its shape is {:?}, and [{n}, 2] is wanted.", z.size()));
    }
    let lengths = length(&z);
    if !near(&lengths, &lengths.full_like(radius)) {
        return match near(&lengths, &lengths.full_like(1.0)) {
            true => Grade::not_yet("its radius is 1, whatever is asked for."),
            false => Grade::not_yet("not all points lie on the circle."),
        };
    }
    let steps = length(&(z.roll([1], [0]) - &z)); // [n], the last back to the first
    let least = steps.min().double_value(&[]);
    if least < 1e-4 {
        return Grade::not_yet("two of its points are one: the last closes the circle too early.");
    }
    let side = 2.0 * radius * (std::f64::consts::PI / n as f64).sin(); // of the regular polygon
    match near(&steps, &steps.full_like(side)) {
        true => Grade::right("evenly all the way round."),
        false if least < 0.9 * side => Grade::not_yet("it does not go all the way round, evenly."),
        false => Grade::not_yet("its points are not evenly spaced."),
    }
}

fn length(z: &Tensor) -> Tensor {
    z.to_kind(Kind::Double).square().sum_dim_intlist(1_i64, false, Kind::Double).sqrt()
}
