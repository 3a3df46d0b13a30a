//! The numbers of an array, which are stored in the smallest type that holds them all.

use super::elements::{Element, Elements};

/// Numbers as bytes, where that is what they are, or as floats.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// Of class uint8, or truths, 0 and 1.
    Bytes(Vec<u8>),
    /// Of any other class.
    Floats(Vec<f32>),
}

impl Numbers {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Bytes(values) => values.len(),
            Self::Floats(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Elements<'_> {
    /// An element's numbers; none where it has no numbers.
    pub(super) fn numbers(&self, element: &Element, are_bytes: bool) -> Option<Numbers> {
        let data = element.data;
        if are_bytes && element.kind == 2 {
            return Some(Numbers::Bytes(data.to_vec()));
        }
        let floats = match element.kind {
            1 => data.iter().map(|byte| f32::from(*byte as i8)).collect(),
            2 => data.iter().map(|byte| f32::from(*byte)).collect(),
            3 => self.each(data, |b| f32::from(i16::from_le_bytes(b))),
            4 => self.each(data, |b| f32::from(u16::from_le_bytes(b))),
            5 => self.each(data, |b| i32::from_le_bytes(b) as f32),
            6 => self.each(data, |b| u32::from_le_bytes(b) as f32),
            7 => self.each(data, f32::from_le_bytes),
            9 => self.each(data, |b| f64::from_le_bytes(b) as f32),
            12 => self.each(data, |b| i64::from_le_bytes(b) as f32),
            13 => self.each(data, |b| u64::from_le_bytes(b) as f32),
            _ => return None,
        };
        Some(Numbers::Floats(floats))
    }

    /// Numbers of `S` bytes each, brought to little-endian order.
    fn each<const S: usize>(&self, data: &[u8], number: impl Fn([u8; S]) -> f32) -> Vec<f32> {
        let (chunks, _) = data.as_chunks::<S>();
        let ordered = |mut bytes: [u8; S]| {
            if self.big_endian {
                bytes.reverse();
            }
            bytes
        };
        chunks.iter().map(|bytes| number(ordered(*bytes))).collect()
    }
}
