//! Arrays of numbers, as files hold them.

use std::io;

use super::bytes::Bytes;
use super::numbers::Numbers;

/// Numbers in rows: the last dimension varies fastest.
#[derive(Debug, Clone)]
pub struct Array {
    /// The sizes.
    pub dims: Vec<usize>,
    /// As many numbers as their product.
    pub numbers: Numbers,
    /// Whether height and width are exchanged, as in MATLAB, where columns come first.
    pub columns_first: bool,
}

impl Array {
    pub fn new(dims: Vec<usize>, numbers: Numbers) -> Self {
        Self { dims, numbers, columns_first: false }
    }

    /// From numbers whose first dimension varies fastest to those whose last one does; in memory.
    pub fn rows_of_columns(self) -> io::Result<Self> {
        let stored = self.numbers.bytes.all()?;
        let bytes = Bytes::held(reordered(&self.dims, &stored, self.numbers.kind.width()));
        Ok(Self { numbers: Numbers { bytes, ..self.numbers }, ..self })
    }

    /// Its sizes, to be read: `[60000, 28, 28]`.
    pub fn size(&self) -> String {
        format!("{:?}", self.dims)
    }
}

/// The product of sizes; none where it is more than fits.
pub fn product(dims: &[usize]) -> Option<usize> {
    dims.iter().try_fold(1_usize, |product, &size| product.checked_mul(size))
}

/// Numbers of `width` bytes in rows, of numbers in columns; no size may be 0.
fn reordered(dims: &[usize], stored: &[u8], width: usize) -> Vec<u8> {
    let strides: Vec<usize> = dims
        .iter()
        .scan(width, |stride, size| {
            let own = *stride;
            *stride *= size;
            Some(own)
        })
        .collect();
    let mut index = vec![0; dims.len()];
    let mut rows = Vec::with_capacity(stored.len());
    for _ in 0..stored.len() / width {
        let place: usize = index.iter().zip(&strides).map(|(i, stride)| i * stride).sum();
        rows.extend(&stored[place..][..width]);
        for axis in (0..dims.len()).rev() {
            index[axis] += 1;
            if index[axis] < dims[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
    rows
}
