//! A density made of hills.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades the kernel density estimate at places `[m, 2]` from codes `[n, 2]` with hills of width h:
/// `[m]` (chapter 6a).
pub fn density_at(mine: impl Fn(&Tensor, &Tensor, f64) -> Option<Tensor>) -> Grade {
    let (z, codes, h) = (numbers(&[4, 2], 20), numbers(&[7, 2], 30), 0.6);
    let Some(density) = mine(&z, &codes, h) else { return Grade::Waits };
    let right = solution::density_at(&z, &codes, h);
    let (n, root) = (codes.size()[0] as f64, (2.0 * std::f64::consts::PI).sqrt() * h);
    let with = |variance: f64| {
        let apart: Tensor = z.unsqueeze(1) - codes.unsqueeze(0);
        let far = apart.square().sum_dim_intlist(2_i64, false, Kind::Float);
        (far / (-2.0 * variance)).exp().mean_dim(1_i64, false, Kind::Float)
    };
    let suspects = [
        (&right * n, "a sum of hills; each code has only the n-th part of the mass."),
        (&right * (root * root), "each hill has height 1; its volume must be 1."),
        (&right * root, "that is the height of a hill in one dimension; here there are two."),
        (with(h) / (root * root), "h is a standard deviation; the exponent has its square."),
        (with(h * h / 2.0) / (root * root), "the exponent has 2h² below it."),
    ];
    tensors(&density, &right, &suspects, "every hill has volume 1, and so has their mean.")
}
