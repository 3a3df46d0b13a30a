//! Points in a latent space.

use tch::{Kind, Tensor};

use crate::compare::{near, numbers, tensors};
use crate::{Grade, solution};

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

/// Grades `n` codes `[n, J]`, evenly spaced on the straight way from a to b `[J]`, both included.
pub fn straight_way(mine: impl Fn(&Tensor, &Tensor, i64) -> Option<Tensor>) -> Grade {
    let (a, b, n) = (numbers(&[3], 5), numbers(&[3], 9), 6);
    let Some(way) = mine(&a, &b, n) else { return Grade::Waits };
    let right = solution::straight_way(&a, &b, n);
    let shorter = solution::straight_way(&a, &b, n + 1).narrow(0, 0, n);
    let suspects = [
        (right.flip([0]), "it goes from b to a."),
        (shorter, "it stops one step before b."),
        (&right - &a, "it sets out from the origin, not from a."),
    ];
    tensors(&way, &right, &suspects, "each step takes the same share of the way.")
}

/// Grades the `n` coordinates `[n]` of lines between which lies the same share of N(0, 1), each in
/// the middle of its share, from the inverse distribution function.
pub fn quantile_lines(mine: impl Fn(i64) -> Option<Tensor>) -> Grade {
    let n = 5;
    let Some(lines) = mine(n) else { return Grade::Waits };
    let right = solution::quantile_lines(n);
    let at = |u: Tensor| u.special_ndtri();
    let counted = |first: f64, parts: f64| {
        (Tensor::arange(n, (Kind::Double, tch::Device::Cpu)) + first) / parts
    };
    let middles = counted(0.5, n as f64);
    if lines.size() == [n] && lines.isfinite().all().int64_value(&[]) == 0 {
        return Grade::not_yet("its outermost line is infinite: 0 or 1 is no middle of a part.");
    }
    let suspects = [
        (middles.copy(), "those are shares of the prior; which coordinates have them?"),
        (at(counted(1.0, n as f64 + 1.0)), "those cut into n + 1 parts; each line is a middle."),
        (&middles * 6.0 - 3.0, "those are evenly spaced."),
    ];
    tensors(&lines, &right, &suspects, "the same share of the prior between neighbours.")
}

fn length(z: &Tensor) -> Tensor {
    z.to_kind(Kind::Double).square().sum_dim_intlist(1_i64, false, Kind::Double).sqrt()
}
