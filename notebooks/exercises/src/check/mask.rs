//! Which pixels are seen.

use tch::{Kind, Tensor};

use crate::Grade;

/// Grades a mask `[784]` of floats: 1 in the right half of a 28×28 image, 0 in the left.
pub fn right_half(mine: impl Fn() -> Option<Tensor>) -> Grade {
    let Some(mask) = mine() else { return Grade::Waits };
    if mask.size() != [784] {
        return Grade::not_yet(format!("its shape is {:?}, and [784] is wanted.", mask.size()));
    }
    if mask.kind() != Kind::Float {
        return Grade::not_yet("floats are wanted, so that a mask can multiply an image.");
    }
    let column = Tensor::arange(784, (Kind::Int64, tch::Device::Cpu)).remainder(28);
    let row = Tensor::arange(784, (Kind::Int64, tch::Device::Cpu)).floor_divide_scalar(28);
    let is = |wanted: &Tensor| mask.equal(&wanted.to_kind(Kind::Float));
    match () {
        () if is(&column.ge(14)) => Grade::right("columns 14 to 27 of each row are seen."),
        () if is(&column.lt(14)) => Grade::not_yet("it shows the left half, which is covered."),
        () if is(&row.ge(14)) || is(&row.lt(14)) => {
            Grade::not_yet("it parts above and below: pixels are stored row by row.")
        }
        () if is(&column.gt(14)) => Grade::not_yet("a column is missing: halves have 14 columns."),
        () => Grade::not_yet("it is no half: compare each pixel's column with the middle."),
    }
}
