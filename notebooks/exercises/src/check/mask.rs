//! Which pixels are seen, and which are white.

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

/// Grades pixels made 0 or 1, white from ½ on: grey `[N, D]` → floats `[N, D]`.
pub fn binarised(mine: impl Fn(&Tensor) -> Option<Tensor>) -> Grade {
    let x = Tensor::from_slice(&[0.0_f32, 0.2, 0.49, 0.5, 0.51, 1.0]).reshape([2, 3]);
    let Some(pixels) = mine(&x) else { return Grade::Waits };
    if pixels.size() != [2, 3] {
        return Grade::not_yet(format!("its shape is {:?}, and [N, D] is wanted.", pixels.size()));
    }
    if pixels.kind() != Kind::Float {
        return Grade::not_yet("floats are wanted, so that one can compute with them.");
    }
    let is = |wanted: Tensor| pixels.equal(&wanted.to_kind(Kind::Float));
    match () {
        () if is(x.ge(0.5)) => Grade::right("every pixel is one of two."),
        () if is(x.gt(0.5)) => Grade::not_yet("½ itself is to be white."),
        () if is(x.gt(0.0)) => Grade::not_yet("every grey has become white: compare with ½."),
        () if is(x.lt(0.5)) => Grade::not_yet("black and white have changed places."),
        () => Grade::not_yet("some pixel differs from what comparing with ½ gives."),
    }
}
