//! A tensor's numbers as a slice, for loops that pass over memory once where libtorch's
//! operations would pass several times.

use tch::{Device, Kind, Tensor};

/// A number as it lies in memory.
pub(crate) trait Entry: Copy + Sync {
    const KIND: Kind;

    fn value(self) -> f32;
}

impl Entry for f32 {
    const KIND: Kind = Kind::Float;

    #[inline(always)]
    fn value(self) -> f32 {
        self
    }
}

impl Entry for u8 {
    const KIND: Kind = Kind::Uint8;

    #[inline(always)]
    fn value(self) -> f32 {
        self.into()
    }
}

/// The upper half of a float32.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Bfloat16(u16);

impl Bfloat16 {
    /// Rounds to the nearest, and halves to even, as libtorch does.
    #[inline(always)]
    pub(crate) fn nearest(x: f32) -> Self {
        let bits = x.to_bits();
        let is_odd = bits >> 16 & 1;
        Self((bits.wrapping_add(0x7fff + is_odd) >> 16) as u16)
    }
}

impl Entry for Bfloat16 {
    const KIND: Kind = Kind::BFloat16;

    #[inline(always)]
    fn value(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }
}

/// The numbers of a tensor of `T` that lies on the CPU without gaps; none of any other.
pub(crate) fn entries<T: Entry>(t: &Tensor) -> Option<&[T]> {
    // SAFETY: `numel` of `T` lie there one after the other, as long as the tensor lives.
    fits::<T>(t).then(|| unsafe { std::slice::from_raw_parts(t.data_ptr().cast(), t.numel()) })
}

/// The same to write to.
///
/// # Safety
/// While the slice lives, nothing else may read or write this tensor's memory.
#[allow(clippy::mut_from_ref)]
pub(crate) unsafe fn entries_mut<T: Entry>(t: &Tensor) -> Option<&mut [T]> {
    // SAFETY: as above, and nobody else is there, says the caller.
    fits::<T>(t).then(|| unsafe { std::slice::from_raw_parts_mut(t.data_ptr().cast(), t.numel()) })
}

fn fits<T: Entry>(t: &Tensor) -> bool {
    // The pointer of a tensor without numbers may be null.
    t.device() == Device::Cpu && t.kind() == T::KIND && t.is_contiguous() && t.numel() > 0
}
