//! A tensor's numbers as a slice, for loops that pass over memory once where libtorch's
//! operations would pass several times.

use std::marker::PhantomData;
use std::ops::Range;

use tch::{Device, Kind, Tensor};

/// A number as it lies in memory.
///
/// # Safety
/// Every bit pattern of what libtorch calls `KIND` is one of these numbers, of the same size.
pub unsafe trait Element: Copy + Sync {
    /// What libtorch calls it.
    const KIND: Kind;

    /// The same number as a float32.
    fn value(self) -> f32;
}

// SAFETY: any 32 bits are a float32.
unsafe impl Element for f32 {
    const KIND: Kind = Kind::Float;

    #[inline(always)]
    fn value(self) -> f32 {
        self
    }
}

// SAFETY: any byte is one.
unsafe impl Element for u8 {
    const KIND: Kind = Kind::Uint8;

    #[inline(always)]
    fn value(self) -> f32 {
        self.into()
    }
}

/// The upper half of a float32.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Bfloat16(u16);

impl Bfloat16 {
    /// Rounds to the nearest, and halves to even, as libtorch does; what is no number need not
    /// stay none.
    #[inline(always)]
    pub fn nearest(x: f32) -> Self {
        let bits = x.to_bits();
        let is_odd = bits >> 16 & 1;
        Self((bits.wrapping_add(0x7fff + is_odd) >> 16) as u16)
    }
}

// SAFETY: two bytes without gaps, any of which make one.
unsafe impl Element for Bfloat16 {
    const KIND: Kind = Kind::BFloat16;

    #[inline(always)]
    fn value(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }
}

/// Lends the memory of tensors as slices for the time of one call of `work`, which must leave
/// libtorch alone meanwhile.
pub fn lend<'tensors, R>(work: impl for<'a> FnOnce(&mut Loan<'a, 'tensors>) -> R) -> R {
    work(&mut Loan { taken: Vec::new(), time: PhantomData, tensors: PhantomData })
}

/// The slices handed out in one call of [`lend`], of tensors that outlive it: none that is written
/// to shares memory with another.
pub struct Loan<'a, 'tensors: 'a> {
    taken: Vec<(Range<usize>, Use)>,
    time: PhantomData<&'a ()>,
    tensors: PhantomData<&'tensors Tensor>,
}

#[derive(Clone, Copy, PartialEq)]
enum Use {
    Read,
    Write,
}

impl<'a, 'tensors> Loan<'a, 'tensors> {
    /// The numbers of a tensor of `T` that lies on the CPU without gaps; none of any other, or
    /// where they are lent to be written to.
    pub fn read<T: Element>(&mut self, t: &'tensors Tensor) -> Option<&'a [T]> {
        self.take::<T>(t, Use::Read)?;
        // SAFETY: `take` checked that `numel` numbers of `T` lie there one after the other, and
        // that nothing writes to them. `t` keeps them alive for `'tensors`, which outlives `'a`.
        Some(unsafe { std::slice::from_raw_parts(t.data_ptr().cast(), t.numel()) })
    }

    /// The same to write to; none where any of them is lent already.
    pub fn write<T: Element>(&mut self, t: &'tensors Tensor) -> Option<&'a mut [T]> {
        self.take::<T>(t, Use::Write)?;
        // SAFETY: as above, and `take` checked that no other slice of this loan overlaps them.
        Some(unsafe { std::slice::from_raw_parts_mut(t.data_ptr().cast(), t.numel()) })
    }

    /// Notes the memory of `t` as taken, if it is fit to be lent.
    fn take<T: Element>(&mut self, t: &Tensor, wanted: Use) -> Option<()> {
        if t.device() != Device::Cpu || t.kind() != T::KIND || !t.is_contiguous() {
            return None;
        }
        let start = t.data_ptr().addr(); // null where there are no numbers
        if t.numel() == 0 || !start.is_multiple_of(align_of::<T>()) {
            return None;
        }
        let memory = start..start + t.numel() * size_of::<T>();
        let clashes = |(other, used): &(Range<usize>, Use)| {
            let is_shared = *used == Use::Read && wanted == Use::Read;
            !is_shared && other.start < memory.end && memory.start < other.end
        };
        if self.taken.iter().any(clashes) {
            return None;
        }
        self.taken.push((memory, wanted));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_lent_once_to_be_written_and_often_to_be_read() {
        let t = Tensor::from_slice(&[1.0_f32, 2.0, 3.0, 4.0]);
        let (front, back) = (t.narrow(0, 0, 3), t.narrow(0, 2, 2));
        let last = t.narrow(0, 3, 1);
        lend(|loan| {
            assert_eq!(loan.read::<f32>(&t), Some(&[1.0, 2.0, 3.0, 4.0][..]));
            assert!(loan.read::<f32>(&front).is_some());
            assert!(loan.write::<f32>(&back).is_none());
        });
        lend(|loan| {
            assert!(loan.write::<f32>(&front).is_some());
            assert!(loan.write::<f32>(&back).is_none() && loan.read::<f32>(&t).is_none());
            assert!(loan.write::<f32>(&last).is_some());
        });
        lend(|loan| {
            assert!(loan.write::<f32>(&last).is_some());
            assert!(loan.write::<f32>(&front).is_some());
        });
    }

    #[test]
    fn bfloat16_rounds_as_libtorch_does() {
        let x: Vec<f32> = (0..200).map(|i| f32::from_bits(0x3f80_0000 + i * 0x1000)).collect();
        let theirs = Tensor::from_slice(&x).to_kind(Kind::BFloat16).to_kind(Kind::Float);
        let ours: Vec<f32> = x.iter().map(|&x| Bfloat16::nearest(x).value()).collect();
        assert_eq!(ours, Vec::<f32>::try_from(theirs).unwrap());
    }

    #[test]
    fn only_plain_memory_is_lent() {
        let t = Tensor::zeros([2, 3], (Kind::Float, Device::Cpu));
        for unfit in [t.tr(), t.narrow(0, 0, 0), t.to_kind(Kind::Double)] {
            assert!(lend(|loan| loan.read::<f32>(&unfit).is_none()), "{unfit:?}");
        }
        assert!(lend(|loan| loan.read::<u8>(&t).is_none()));
    }
}
