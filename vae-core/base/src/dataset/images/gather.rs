//! From bytes to floats, in one pass where libtorch's operations take one each for choosing,
//! converting and dividing.

use tch::{Kind, Tensor};

use crate::cpu::{
    parallel,
    slices::{Element, lend},
};
use crate::error::Result;

/// Images that one thread takes at a time.
const TOGETHER: usize = 8;

/// The rows of `images`, `[N, D]` of bytes, at `indices` below N, as floats in [0, 1].
pub(super) fn gather(images: &Tensor, indices: &[i64]) -> Result<Tensor> {
    let pixels = images.size2()?.1;
    let size = [indices.len() as i64, pixels];
    let batch = Tensor::f_empty(size, (Kind::Float, images.device()))?;
    let width = pixels as usize;
    let is_done = lend(|loan| {
        let (Some(bytes), Some(floats)) = (loan.read::<u8>(images), loan.write::<f32>(&batch))
        else {
            return false;
        };
        let rows = floats.chunks_mut(TOGETHER * width);
        let work = indices.chunks(TOGETHER).zip(rows);
        parallel::for_each(work.collect(), |(indices, rows)| {
            for (&i, row) in indices.iter().zip(rows.chunks_mut(width)) {
                let image = &bytes[i as usize * width..][..width];
                for (float, byte) in row.iter_mut().zip(image) {
                    *float = byte.value() / 255.0;
                }
            }
        });
        true
    });
    if is_done {
        return Ok(batch);
    }
    super::floats(&images.f_index_select(0, &Tensor::f_from_slice(indices)?)?)
}
