//! A likelihood of one's own.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades log p(x|z) of Laplace pixels: x and μ `[B, D]`, log b `[1]` → `[B]` nats (chapter 10).
pub fn laplace(mine: impl Fn(&Tensor, &Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (x, mu) = (numbers(&[4, 6], 80).sigmoid(), numbers(&[4, 6], 81).sigmoid());
    let log_scale = numbers(&[1], 82) - 1.5;
    let Some(nats) = mine(&x, &mu, &log_scale) else {
        return Grade::Waits;
    };
    let right = solution::laplace(&x, &mu, &log_scale);
    let pixels = x.size()[1] as f64;
    let distance = (&x - &mu).abs();
    let squares = (&x - &mu).square() / log_scale.exp();
    let sum = |pixel: Tensor| pixel.sum_dim_intlist(1_i64, false, Kind::Float);
    let of_scale = |pixel: Tensor| -sum(pixel) - (&log_scale + 2_f64.ln()) * pixels;
    let suspects = [
        (&right / pixels, "it is a mean over the pixels; their logarithms add up."),
        (-&right, "its sign is the other way round: this is the cost."),
        (of_scale(squares), "the distance is squared, as in a Gaussian."),
        (of_scale(&distance / &log_scale), "log b is read as b: take its exponential."),
        (
            -sum(&distance / log_scale.exp()),
            "the density's height, 1/(2b), is missing: without it a wide b costs nothing.",
        ),
        (
            &right + pixels * 2_f64.ln(),
            "the height is 1/(2b), for there are two sides; a constant is missing.",
        ),
    ];
    tensors(&nats, &right, &suspects, "a distance in units of b, and the price of a wide b.")
}
