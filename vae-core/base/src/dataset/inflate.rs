//! Decompression that never makes more bytes than a file's own header promised.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::path::Path;

use flate2::bufread::{GzDecoder, ZlibDecoder};

use super::bytes::malformed;
use crate::error::Result;

/// No byte of deflated data can stand for more bytes than this.
const MAX_RATIO: u64 = 1032;

/// Images and labels rarely shrink more than this; what does costs a few reallocations.
const USUAL_RATIO: usize = 8;

/// The longest header that a size is taken from, in bytes.
const HEADER: u64 = 20;

/// Bytes unpacked at a time.
const CHUNK: u64 = 1 << 16;

/// The contents of a plain or gzipped file, told apart by the first two bytes; a gzipped one may
/// have several members, and zeros at its end. `size_of` reads the size of the whole from the
/// contents' first bytes; `path` is for messages only.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) for contents of any other size, or damaged ones.
pub fn plain_or_gzip<'a>(
    bytes: &'a [u8],
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<usize>,
) -> Result<Cow<'a, [u8]>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        check_length(bytes.len() as u64, size_of(bytes)? as u64, path)?;
        return Ok(Cow::Borrowed(bytes));
    }
    let mut contents = Vec::new();
    let size_of = |head: &[u8]| Ok(size_of(head)? as u64);
    gunzip(bytes, bytes.len() as u64, path, size_of, keep_in(&mut contents, bytes.len()))?;
    Ok(Cow::Owned(contents))
}

/// Unpacks gzip, as [`plain_or_gzip`] does, from `compressed` bytes that are read in pieces. The
/// contents go to `keep` in pieces, each with the length of the whole.
///
/// # Errors
/// As [`plain_or_gzip`]; those of `keep`.
pub fn gunzip(
    packed: impl BufRead,
    compressed: u64,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<u64>,
    keep: impl FnMut(&[u8], u64) -> Result<()>,
) -> Result<()> {
    let at = Cell::new(0);
    let members = Members(Some(GzDecoder::new(Counted { packed, at: &at })));
    inflate(members, compressed, path, size_of, keep, || at.get())
}

/// The contents of a zlib stream that lies at byte `offset` of its file.
pub(super) fn zlib(
    bytes: &[u8],
    offset: usize,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<usize>,
) -> Result<Vec<u8>> {
    let (mut contents, at) = (Vec::new(), Cell::new(offset));
    let decoder = ZlibDecoder::new(Counted { packed: bytes, at: &at });
    let size_of = |head: &[u8]| Ok(size_of(head)? as u64);
    let keep = keep_in(&mut contents, bytes.len());
    inflate(decoder, bytes.len() as u64, path, size_of, keep, || at.get())?;
    Ok(contents)
}

/// Keeps pieces in memory, with room for all where there are as many as usual.
fn keep_in(contents: &mut Vec<u8>, compressed: usize) -> impl FnMut(&[u8], u64) -> Result<()> {
    move |piece, whole| {
        if contents.is_empty() {
            contents.reserve_exact((whole as usize).min(USUAL_RATIO * compressed));
        }
        contents.extend_from_slice(piece);
        Ok(())
    }
}

/// Reads a header, asks it for the size of the whole, and reads just that.
fn inflate(
    mut decoder: impl Read,
    compressed: u64,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<u64>,
    mut keep: impl FnMut(&[u8], u64) -> Result<()>,
    position: impl Fn() -> usize,
) -> Result<()> {
    let mut piece = Vec::new();
    let mut read = |limit: u64, piece: &mut Vec<u8>| {
        piece.clear();
        let outcome = decoder.by_ref().take(limit).read_to_end(piece);
        outcome.map(|count| count as u64).map_err(|error| {
            let problem = format!("the compressed data is damaged or cut short ({error})");
            malformed(path, position(), problem)
        })
    };
    let mut length = read(HEADER, &mut piece)?;
    let wanted = size_of(&piece)?;
    if wanted / MAX_RATIO > compressed {
        let problem = format!("{compressed} compressed bytes cannot hold {wanted} bytes");
        return Err(malformed(path, 0, problem));
    }
    while !piece.is_empty() && length <= wanted {
        keep(&piece, wanted)?;
        length += read((wanted + 1 - length).min(CHUNK), &mut piece)?;
    }
    check_length(length, wanted, path)
}

/// Whether contents are as long as their header promises.
///
/// # Errors
/// [`ErrorKind::Malformed`](crate::ErrorKind) where they are not.
pub fn check_length(found: u64, wanted: u64, path: &Path) -> Result<()> {
    if found == wanted {
        return Ok(());
    }
    let (offset, how) = match found < wanted {
        true => (found, format!("end after {found} bytes")),
        false => (wanted, "go on".to_string()),
    };
    let problem = format!("the contents {how}, where their header promises {wanted} bytes");
    Err(malformed(path, offset as usize, problem))
}

/// One gzip member after the other, as `gzip` itself reads them: zeros may follow the last.
struct Members<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let is_last = is_at_end(member.get_mut())?;
            let packed = self.0.take().map(GzDecoder::into_inner);
            self.0 = packed.filter(|_| !is_last).map(GzDecoder::new);
        }
        Ok(0)
    }
}

/// Whether nothing follows but zeros.
fn is_at_end(packed: &mut impl BufRead) -> io::Result<bool> {
    let mut is_padded = false;
    loop {
        let there = packed.fill_buf()?;
        let zeros = there.iter().take_while(|byte| **byte == 0).count();
        match (there.is_empty(), zeros) {
            (true, _) => return Ok(true),
            (_, 0) if is_padded => return Err(io::Error::other("zeros, and more after them")),
            (_, 0) => return Ok(false),
            _ => packed.consume(zeros),
        }
        is_padded = true;
    }
}

/// Counts the bytes that were read.
struct Counted<'a, R> {
    packed: R,
    at: &'a Cell<usize>,
}

impl<R: BufRead> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.packed.read(buffer)?;
        self.at.set(self.at.get() + read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.packed.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.packed.consume(count);
        self.at.set(self.at.get() + count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(contents: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(contents).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(bytes: &[u8], promised: usize) -> Result<Vec<u8>> {
        plain_or_gzip(bytes, Path::new("a.gz"), |_| Ok(promised)).map(Cow::into_owned)
    }

    #[test]
    fn plain_and_gzipped_contents_are_the_same() {
        let contents = [7; 100];
        assert_eq!(unpack(&contents, 100).unwrap(), contents);
        assert_eq!(unpack(&gzip(&contents), 100).unwrap(), contents);
    }

    #[test]
    fn several_members_are_one_file_and_zeros_may_follow() {
        let both = [gzip(&[1; 50]), gzip(b""), gzip(&[2; 50]), vec![0; 700]].concat();
        assert_eq!(unpack(&both, 100).unwrap(), [[1; 50], [2; 50]].concat());
        let error = unpack(&[gzip(&[1; 50]), b"more".to_vec()].concat(), 100).unwrap_err();
        assert!(error.to_string().contains("damaged or cut short"), "{error}");
    }

    #[test]
    fn nothing_follows_the_zeros_at_the_end() {
        for rest in [gzip(&[2; 50]), b"more".to_vec()] {
            let bytes = [gzip(&[1; 50]), vec![0; 70_000], rest].concat();
            let error = unpack(&bytes, 100).unwrap_err();
            assert!(error.to_string().contains("damaged or cut short"), "{error}");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_promised_size() {
        let bomb = gzip(&vec![0; 10_000_000]);
        let error = unpack(&bomb, 1000).unwrap_err().to_string();
        assert!(error.contains("byte 1000") && error.contains("go on"), "{error}");
    }

    #[test]
    fn an_impossible_promise_is_refused_before_memory_is() {
        let error = unpack(&gzip(b"few"), usize::MAX / 2).unwrap_err();
        assert!(error.to_string().contains("cannot hold"), "{error}");
    }
}
