//! Images of one's own: read, prepared, split.

pub(crate) mod array;
pub(crate) mod bytes;
mod cache;
pub(crate) mod contents;
mod duplicates;
mod folder;
mod gunzip;
mod idx;
mod labels;
mod layout;
mod mat;
pub(crate) mod npz;
pub(crate) mod numbers;
mod opened;
mod opening;
mod packed;
mod picture;
mod prepare;
mod raw;
mod report;
mod sets;
mod split;
mod tensors;
mod values;

/// Reads the bytes of a file of any format as far as its first image, for fuzzers.
#[doc(hidden)]
pub fn parse(bytes: &[u8]) -> vae_core::Result<usize> {
    let path = Path::new("bytes");
    let contents = contents::Contents::of(path, bytes::Bytes::held(bytes.to_vec()))?;
    let mut count = 0;
    for name in contents.names()?.iter().map(|name| Some(name.as_str())).chain([None]) {
        let Ok(array) = contents.array(name) else { continue };
        let Ok(stack) = layout::images(array, Some(&[2, 3]), path) else { continue };
        let picture = stack.picture(stack.count - 1).map_err(Error::io("read", path))?;
        count += picture.pixels.len();
    }
    Ok(count)
}

pub use opened::Opened;
pub use opening::{Opening, load, load_from, open};
pub use report::Report;

use std::fmt::Display;
use std::path::Path;

use vae_core::Error;

/// The longest file that is read at once, in bytes.
const MAX_FILE: u64 = 1 << 33;

/// What to do about a file of one's own that cannot be read.
const REMEDY: &str = "write the file again, or name another";

/// A file that is not what its format promises.
fn malformed(path: &Path, offset: usize, problem: impl Display) -> Error {
    Error::malformed(path, offset as u64, problem, REMEDY)
}

/// A file that is well-formed, but holds what no images can be made of.
fn unfit(path: &Path, problem: impl Display, remedy: impl Display) -> Error {
    Error::saved(path, problem, remedy)
}
