//! Arrays of numbers, as files hold them.

/// Numbers in rows: the last dimension varies fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// The sizes.
    pub dims: Vec<usize>,
    /// As many numbers as their product.
    pub values: Values,
    /// Whether height and width are exchanged, as in MATLAB, where columns come first.
    pub columns_first: bool,
}

/// Numbers of a kind that images are made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Bytes, 0 to 255, or truths.
    Bytes(Vec<u8>),
    /// Whole numbers that a float might round.
    Wholes(Vec<i64>),
    /// All others.
    Floats(Vec<f32>),
}

impl Array {
    pub fn bytes(dims: Vec<usize>, values: Vec<u8>) -> Self {
        Self { dims, values: Values::Bytes(values), columns_first: false }
    }

    pub fn wholes(dims: Vec<usize>, values: Vec<i64>) -> Self {
        Self { dims, values: Values::Wholes(values), columns_first: false }
    }

    pub fn floats(dims: Vec<usize>, values: Vec<f32>) -> Self {
        Self { dims, values: Values::Floats(values), columns_first: false }
    }

    /// From numbers whose first dimension varies fastest to those whose last one does.
    pub fn rows_of_columns(self) -> Self {
        let Self { dims, values, columns_first } = self;
        let values = match values {
            Values::Bytes(values) => Values::Bytes(reordered(&dims, &values)),
            Values::Wholes(values) => Values::Wholes(reordered(&dims, &values)),
            Values::Floats(values) => Values::Floats(reordered(&dims, &values)),
        };
        Self { dims, values, columns_first }
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

/// Numbers in rows, of numbers in columns; no size may be 0.
fn reordered<T: Copy>(dims: &[usize], values: &[T]) -> Vec<T> {
    let strides: Vec<usize> = dims
        .iter()
        .scan(1, |stride, size| {
            let own = *stride;
            *stride *= size;
            Some(own)
        })
        .collect();
    let mut index = vec![0; dims.len()];
    let mut rows = Vec::with_capacity(values.len());
    for _ in values {
        let place: usize = index.iter().zip(&strides).map(|(i, stride)| i * stride).sum();
        rows.push(values[place]);
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
