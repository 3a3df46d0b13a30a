//! Decompression that never makes more bytes than a file's own header promised.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use flate2::bufread::{GzDecoder, ZlibDecoder};

use super::bytes::malformed;
use crate::error::Result;

/// No byte of deflated data can stand for more bytes than this.
const MAX_RATIO: usize = 1032;

/// Images and labels rarely shrink more than this; what does costs a few reallocations.
const USUAL_RATIO: usize = 8;

/// The longest header that a size is taken from, in bytes.
const HEADER: usize = 20;

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
        let wanted = size_of(bytes)?;
        check_size(bytes.len(), wanted, path)?;
        return Ok(Cow::Borrowed(bytes));
    }
    let mut members = Members(GzDecoder::new(bytes));
    let contents = inflate(&mut members, bytes.len(), path, size_of, |members| {
        bytes.len() - members.0.get_ref().len()
    })?;
    Ok(Cow::Owned(contents))
}

/// One gzip member after the other, as `gzip` itself reads them: zeros may follow the last.
struct Members<'a>(GzDecoder<&'a [u8]>);

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.0.read(buffer)?;
            let rest: &[u8] = self.0.get_ref();
            if read > 0 || buffer.is_empty() || rest.iter().all(|byte| *byte == 0) {
                return Ok(read);
            }
            self.0 = GzDecoder::new(rest);
        }
    }
}

/// The contents of a zlib stream that lies at byte `offset` of its file.
pub(super) fn zlib(
    bytes: &[u8],
    offset: usize,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<usize>,
) -> Result<Vec<u8>> {
    let mut decoder = ZlibDecoder::new(bytes);
    inflate(&mut decoder, bytes.len(), path, size_of, |decoder| {
        offset + bytes.len() - decoder.get_ref().len()
    })
}

/// Reads a header, asks it for the size of the whole, and reads just that.
fn inflate<D: Read>(
    decoder: &mut D,
    compressed: usize,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<usize>,
    position: impl Fn(&D) -> usize,
) -> Result<Vec<u8>> {
    let mut contents = Vec::with_capacity(HEADER);
    read_up_to(decoder, HEADER, &mut contents, path, &position)?;
    let wanted = size_of(&contents)?;
    if wanted / MAX_RATIO > compressed {
        let problem = format!("{compressed} compressed bytes cannot hold {wanted} bytes");
        return Err(malformed(path, 0, problem));
    }
    let rest = (wanted + 1).saturating_sub(contents.len());
    contents.reserve_exact(rest.min(USUAL_RATIO * compressed));
    read_up_to(decoder, rest, &mut contents, path, &position)?;
    check_size(contents.len(), wanted, path)?;
    Ok(contents)
}

fn read_up_to<D: Read>(
    decoder: &mut D,
    limit: usize,
    contents: &mut Vec<u8>,
    path: &Path,
    position: impl Fn(&D) -> usize,
) -> Result<()> {
    let outcome = decoder.by_ref().take(limit as u64).read_to_end(contents);
    outcome.map(drop).map_err(|error| {
        let problem = format!("the compressed data is damaged or cut short ({error})");
        malformed(path, position(decoder), problem)
    })
}

fn check_size(found: usize, wanted: usize, path: &Path) -> Result<()> {
    if found == wanted {
        return Ok(());
    }
    let (offset, how) = match found < wanted {
        true => (found, format!("end after {found} bytes")),
        false => (wanted, "go on".to_string()),
    };
    let problem = format!("the contents {how}, where their header promises {wanted} bytes");
    Err(malformed(path, offset, problem))
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
