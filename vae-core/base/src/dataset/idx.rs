//! IDX, the format of MNIST and of the data sets made in its likeness: a big-endian header,
//! then bytes. Files may be plain or gzipped.

use std::borrow::Cow;
use std::path::Path;

use super::bytes::{malformed, read_file};
use super::inflate::plain_or_gzip;
use super::recognise::foreign;
use crate::dataset::ImageShape;
use crate::error::Result;

/// The longest file that [`read`] takes, in bytes.
const MAX_FILE: u64 = 1 << 31;

/// Magic numbers: unsigned bytes (8), with three and with one dimension.
const IMAGES: u32 = 0x0803;
const LABELS: u32 = 0x0801;
const IMAGES_HEADER: usize = 16;
pub(super) const LABELS_HEADER: usize = 8;

/// The images of an IDX file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images<'a> {
    /// How many there are.
    pub count: usize,
    /// Height and width of each.
    pub shape: ImageShape,
    contents: Cow<'a, [u8]>,
}

impl<'a> Images<'a> {
    /// The whole IDX file, uncompressed.
    pub(super) fn into_contents(self) -> Cow<'a, [u8]> {
        self.contents
    }

    /// Image after image, each row after row: `count × height × width` bytes.
    pub fn pixels(&self) -> &[u8] {
        &self.contents[IMAGES_HEADER..]
    }
}

/// Reads images from the bytes of a plain or gzipped IDX file; `path` is for messages only.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) with the offending byte, where the bytes are not exactly one IDX file
/// of unsigned bytes with three dimensions, none of them zero.
pub fn parse_images<'a>(bytes: &'a [u8], path: &Path) -> Result<Images<'a>> {
    let contents = plain_or_gzip(bytes, path, |head| Ok(images_header(head, path)?.2))?;
    let (count, shape, _) = images_header(&contents, path)?;
    Ok(Images { count, shape, contents })
}

/// What the header of images says: how many, how large, and how long the whole file is.
fn images_header(head: &[u8], path: &Path) -> Result<(usize, ImageShape, usize)> {
    let [count, height, width] = dimensions(head, IMAGES, "images", path)?;
    let length = count
        .checked_mul(height)
        .and_then(|n| n.checked_mul(width))
        .and_then(|n| n.checked_add(IMAGES_HEADER))
        .ok_or_else(|| malformed(path, 4, format!("{count}×{height}×{width} is too much")))?;
    let shape = ImageShape::grey(height as i64, width as i64);
    Ok((count, shape, length))
}

/// Reads labels from the bytes of a plain or gzipped IDX file; `path` is for messages only.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) with the offending byte, where the bytes are not exactly one IDX file
/// of unsigned bytes with one dimension that is not zero.
pub fn parse_labels(bytes: &[u8], path: &Path) -> Result<Vec<i64>> {
    Ok(label_contents(bytes, path)?[LABELS_HEADER..].iter().map(|&label| label.into()).collect())
}

/// The whole IDX file of labels, uncompressed.
pub(super) fn label_contents<'a>(bytes: &'a [u8], path: &Path) -> Result<Cow<'a, [u8]>> {
    plain_or_gzip(bytes, path, |head| {
        let [count] = dimensions(head, LABELS, "labels", path)?;
        Ok(count.saturating_add(LABELS_HEADER))
    })
}

/// The bytes of a file for [`parse_images`], at most 2 GiB.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind) where it cannot be read, [`ErrorKind::Malformed`](crate::ErrorKind) where it is too long.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_file(path, MAX_FILE)
}

/// Checks the magic number and reads `D` dimensions, none of them zero.
fn dimensions<const D: usize>(
    head: &[u8],
    magic: u32,
    what: &str,
    path: &Path,
) -> Result<[usize; D]> {
    let word = |index: usize| -> Result<u32> {
        let bytes = head.get(4 * index..4 * index + 4);
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        let cut = || malformed(path, head.len(), "the file ends inside its header");
        bytes.map(u32::from_be_bytes).ok_or_else(cut)
    };
    let found = word(0)?;
    if found != magic {
        let is = foreign(head).map_or_else(
            || format!("it begins with {found:#010x}, not {magic:#010x}"),
            |other| format!("it is {other}"),
        );
        return Err(malformed(path, 0, format!("not IDX {what}: {is}")));
    }
    let mut sizes = [0; D];
    for (index, size) in sizes.iter_mut().enumerate() {
        *size = word(index + 1)? as usize;
        if *size == 0 {
            let problem = format!("dimension {} of the {what} is zero", index + 1);
            return Err(malformed(path, 4 * (index + 1), problem));
        }
    }
    Ok(sizes)
}
