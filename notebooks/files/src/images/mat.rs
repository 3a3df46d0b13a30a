//! A variable of a MATLAB file, as an array.

use std::path::Path;

use vae_core::Result;
use vae_core::dataset::matlab;

use super::array::Array;
use super::numbers::Numbers;

/// Reads the variable `name`, or the only one. MATLAB keeps columns together and images in the last
/// dimension: read backwards, images come first, with their heights and widths exchanged.
pub fn parse(bytes: &[u8], name: Option<&str>, path: &Path) -> Result<Array> {
    let variable = matlab::parse_variable(bytes, name, path)?;
    let dims: Vec<usize> = variable.dimensions.into_iter().rev().collect();
    let numbers = match variable.values {
        matlab::Numbers::Bytes(values) => Numbers::bytes(values),
        matlab::Numbers::Floats(values) => Numbers::floats(values),
    };
    Ok(Array { columns_first: dims.len() > 2, dims, numbers })
}
