//! Numbers as files store them, made into floats, integers or bytes where they are needed.

use std::io;
use std::ops::Range;

use super::bytes::Bytes;

/// The types of numbers that arrays hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    Bf16,
    F32,
    F64,
}

impl Type {
    /// Bytes of one number.
    pub fn width(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 | Self::F16 | Self::Bf16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }
}

/// Numbers of one type, one after the other.
#[derive(Debug, Clone)]
pub struct Numbers {
    pub kind: Type,
    pub big_endian: bool,
    pub bytes: Bytes,
}

impl Numbers {
    pub fn bytes(bytes: Vec<u8>) -> Self {
        Self { kind: Type::U8, big_endian: false, bytes: Bytes::held(bytes) }
    }

    pub fn floats(floats: Vec<f32>) -> Self {
        let bytes = floats.into_iter().flat_map(f32::to_le_bytes).collect();
        Self { kind: Type::F32, big_endian: false, bytes: Bytes::held(bytes) }
    }

    pub fn len(&self) -> usize {
        self.bytes.len() as usize / self.kind.width()
    }

    /// Some of them, as they are stored.
    pub fn stored(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        let width = self.kind.width();
        let mut bytes = vec![0; range.len() * width];
        self.bytes.read_at(range.start as u64 * width as u64, &mut bytes)?;
        Ok(bytes)
    }

    /// Some of them as floats, rounded where they have more digits.
    pub fn as_floats(&self, range: Range<usize>) -> io::Result<Vec<f32>> {
        let data = self.stored(range)?;
        let big = self.big_endian;
        Ok(match self.kind {
            Type::U8 => data.into_iter().map(f32::from).collect(),
            Type::I8 => data.into_iter().map(|byte| f32::from(byte as i8)).collect(),
            Type::U16 => each(&data, big, |b| f32::from(u16::from_le_bytes(b))),
            Type::I16 => each(&data, big, |b| f32::from(i16::from_le_bytes(b))),
            Type::F16 => each(&data, big, |b| half(u16::from_le_bytes(b))),
            Type::Bf16 => each(&data, big, |[a, b]| f32::from_le_bytes([0, 0, a, b])),
            Type::U32 => each(&data, big, |b| u32::from_le_bytes(b) as f32),
            Type::I32 => each(&data, big, |b| i32::from_le_bytes(b) as f32),
            Type::U64 => each(&data, big, |b| u64::from_le_bytes(b) as f32),
            Type::I64 => each(&data, big, |b| i64::from_le_bytes(b) as f32),
            Type::F32 => each(&data, big, f32::from_le_bytes),
            Type::F64 => each(&data, big, |b| f64::from_le_bytes(b) as f32),
        })
    }

    /// All of them as integers, to the last digit; none of another type.
    pub fn as_integers(&self) -> io::Result<Option<Vec<i64>>> {
        let data = self.stored(0..self.len())?;
        let big = self.big_endian;
        Ok(Some(match self.kind {
            Type::U8 => data.into_iter().map(i64::from).collect(),
            Type::I8 => data.into_iter().map(|byte| i64::from(byte as i8)).collect(),
            Type::U16 => each(&data, big, |b| u16::from_le_bytes(b).into()),
            Type::I16 => each(&data, big, |b| i16::from_le_bytes(b).into()),
            Type::U32 => each(&data, big, |b| u32::from_le_bytes(b).into()),
            Type::I32 => each(&data, big, |b| i32::from_le_bytes(b).into()),
            Type::U64 => each(&data, big, |b| u64::from_le_bytes(b).try_into().unwrap_or(i64::MAX)),
            Type::I64 => each(&data, big, i64::from_le_bytes),
            Type::F16 | Type::Bf16 | Type::F32 | Type::F64 => return Ok(None),
        }))
    }
}

/// A float of 16 bits: a sign, five bits of exponent, ten of the rest.
fn half(bits: u16) -> f32 {
    let (exponent, rest) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    let size = match exponent {
        0 => rest * 2_f32.powi(-24),
        0x1f if rest == 0.0 => f32::INFINITY,
        0x1f => f32::NAN,
        _ => (1.0 + rest / 1024.0) * 2_f32.powi(exponent - 15),
    };
    if bits >> 15 == 0 { size } else { -size }
}

/// Numbers of `S` bytes each, brought to little-endian order.
fn each<T, const S: usize>(data: &[u8], big_endian: bool, number: impl Fn([u8; S]) -> T) -> Vec<T> {
    let (chunks, _) = data.as_chunks::<S>();
    let ordered = |mut bytes: [u8; S]| {
        if big_endian {
            bytes.reverse();
        }
        bytes
    };
    chunks.iter().map(|bytes| number(ordered(*bytes))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every one of them, as libtorch reads it.
    #[test]
    fn halves_are_read_as_libtorch_does() {
        let all: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let theirs = tch::Tensor::from_data_size(&all, &[1 << 16], tch::Kind::Half);
        let theirs = Vec::<f32>::try_from(theirs.to_kind(tch::Kind::Float)).unwrap();
        for (bits, theirs) in (0..=u16::MAX).zip(theirs) {
            let ours = half(bits);
            assert!(ours == theirs || ours.is_nan() && theirs.is_nan(), "{bits:#06x}: {ours}");
        }
    }

    #[test]
    fn every_type_is_read_in_both_orders() {
        let of = |kind, big_endian, bytes: &[u8]| {
            let numbers = Numbers { kind, big_endian, bytes: Bytes::held(bytes.to_vec()) };
            let floats = numbers.as_floats(0..numbers.len()).unwrap();
            (floats, numbers.as_integers().unwrap())
        };
        let whole = |n: i64| (vec![n as f32], Some(vec![n]));
        assert_eq!(of(Type::U8, false, &[200]), whole(200));
        assert_eq!(of(Type::I8, false, &[200]), whole(-56));
        assert_eq!(of(Type::U16, true, &[1, 2]), whole(258));
        assert_eq!(of(Type::I16, false, &[0, 255]), whole(-256));
        assert_eq!(of(Type::U32, true, &[255; 4]), whole(u32::MAX.into()));
        assert_eq!(of(Type::I32, false, &[255; 4]), whole(-1));
        assert_eq!(of(Type::U64, false, &[255; 8]).1, Some(vec![i64::MAX]));
        assert_eq!(of(Type::I64, true, &(1_i64 << 40 | 1).to_be_bytes()), whole(1 << 40 | 1));
        assert_eq!(of(Type::Bf16, false, &[0x80, 0x3f]), (vec![1.0], None));
        assert_eq!(of(Type::F16, true, &[0xc2, 0]), (vec![-3.0], None));
        assert_eq!(of(Type::F32, true, &1.5_f32.to_be_bytes()), (vec![1.5], None));
        assert_eq!(of(Type::F64, false, &1.5_f64.to_le_bytes()), (vec![1.5], None));
    }
}
