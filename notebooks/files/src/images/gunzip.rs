//! Gzip, unpacked piece by piece: never more bytes than the contents' own header promises.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;
use vae_core::Result;

use super::bytes::{Bytes, Reader};
use super::cache::Spool;
use super::malformed;

/// No byte of deflated data can stand for more bytes than this.
const MAX_RATIO: u64 = 1032;

/// The longest header that a size is taken from, in bytes.
const HEADER: u64 = 20;

/// Bytes unpacked at a time.
const CHUNK: usize = 1 << 16;

/// The contents of a gzipped file, which may have several members, and zeros at its end. `size_of`
/// reads the size of the whole from the contents' first bytes.
///
/// # Errors
/// [`ErrorKind::Malformed`](vae_core::ErrorKind) for contents of any other size, or damaged ones.
pub fn gunzip(
    packed: &Bytes,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<u64>,
) -> Result<Bytes> {
    let mut members = Members(GzDecoder::new(BufReader::new(packed.reader())));
    let mut chunk = Vec::new();
    members.read_up_to(HEADER, &mut chunk, path)?;
    let wanted = size_of(&chunk)?;
    if wanted / MAX_RATIO > packed.len() {
        let there = packed.len();
        let problem = format!("{there} compressed bytes cannot hold {wanted} bytes");
        return Err(malformed(path, 0, problem));
    }
    let (mut contents, mut length) = (Spool::new()?, 0);
    while !chunk.is_empty() && length <= wanted {
        contents.write(&chunk)?;
        length += chunk.len() as u64;
        chunk.clear();
        let left = (wanted + 1).saturating_sub(length);
        members.read_up_to(left.min(CHUNK as u64), &mut chunk, path)?;
    }
    check_size(length, wanted, path)?;
    contents.finish()
}

/// Whether contents are as long as their header says.
pub fn check_size(found: u64, wanted: u64, path: &Path) -> Result<()> {
    let (offset, how) = match found.cmp(&wanted) {
        std::cmp::Ordering::Equal => return Ok(()),
        std::cmp::Ordering::Less => (found, format!("end after {found} bytes")),
        std::cmp::Ordering::Greater => (wanted, "go on".to_string()),
    };
    let problem = format!("the contents {how}, where their header promises {wanted} bytes");
    Err(malformed(path, offset as usize, problem))
}

/// One gzip member after the other, as `gzip` itself reads them: zeros may follow the last.
struct Members(GzDecoder<BufReader<Reader>>);

impl Members {
    fn read_up_to(&mut self, limit: u64, into: &mut Vec<u8>, path: &Path) -> Result<()> {
        let outcome = self.by_ref().take(limit).read_to_end(into);
        outcome.map(drop).map_err(|error| {
            let packed = self.0.get_ref();
            let at = packed.get_ref().position() - packed.buffer().len() as u64;
            let problem = format!("the compressed data is damaged or cut short ({error})");
            malformed(path, at as usize, problem)
        })
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.0.read(buffer)?;
            if read > 0 || buffer.is_empty() || is_at_end(self.0.get_mut())? {
                return Ok(read);
            }
            let empty = BufReader::with_capacity(0, Bytes::held(Vec::new()).reader());
            let rest = std::mem::replace(self.0.get_mut(), empty);
            self.0 = GzDecoder::new(rest);
        }
    }
}

/// Passes over zeros, and says whether nothing else follows.
fn is_at_end(packed: &mut impl BufRead) -> std::io::Result<bool> {
    loop {
        let there = packed.fill_buf()?;
        let zeros = there.iter().take_while(|byte| **byte == 0).count();
        let is_empty = there.is_empty();
        let is_other = zeros < there.len();
        packed.consume(zeros);
        if is_empty || is_other {
            return Ok(is_empty);
        }
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

    fn unpack(bytes: &[u8], promised: u64) -> Result<Vec<u8>> {
        let packed = Bytes::held(bytes.to_vec());
        Ok(gunzip(&packed, Path::new("a.gz"), |_| Ok(promised))?.all().unwrap())
    }

    #[test]
    fn several_members_are_one_file_and_zeros_may_follow() {
        let long: Vec<u8> = (0..200_000_u64).map(|i| ((i * i) >> 7) as u8).collect();
        assert_eq!(unpack(&gzip(&long), 200_000).unwrap(), long);
        let both = [gzip(&[1; 50]), gzip(b""), gzip(&[2; 50]), vec![0; 70_000]].concat();
        assert_eq!(unpack(&both, 100).unwrap(), [[1; 50], [2; 50]].concat());
        let error = unpack(&[gzip(&[1; 50]), b"more".to_vec()].concat(), 100).unwrap_err();
        assert!(error.to_string().contains("damaged or cut short"), "{error}");
    }

    #[test]
    fn contents_of_another_size_than_promised_are_refused() {
        let bomb = gzip(&vec![0; 10_000_000]);
        let error = unpack(&bomb, 1000).unwrap_err().to_string();
        assert!(error.contains("byte 1000") && error.contains("go on"), "{error}");
        let error = unpack(&gzip(&[7; 30]), 40).unwrap_err().to_string();
        assert!(error.contains("byte 30") && error.contains("promises 40"), "{error}");
        let error = unpack(&gzip(b"few"), u64::MAX / 2).unwrap_err().to_string();
        assert!(error.contains("cannot hold"), "{error}");
        let whole = gzip(&[7; 30]);
        for end in 0..whole.len() {
            assert!(unpack(&whole[..end], 30).is_err(), "cut to {end} bytes");
        }
    }
}
