//! Gzip, unpacked piece by piece into a spool.

use std::io::BufReader;
use std::path::Path;

use vae_core::{Result, dataset};

use super::bytes::Bytes;
use super::cache::Spool;

/// The contents of a gzipped file, of the size that `size_of` reads from their first bytes.
///
/// # Errors
/// As [`dataset::gunzip`]; where they can be kept nowhere.
pub fn gunzip(
    packed: &Bytes,
    path: &Path,
    size_of: impl FnOnce(&[u8]) -> Result<u64>,
) -> Result<Bytes> {
    let mut contents = Spool::new()?;
    let reader = BufReader::new(packed.reader());
    dataset::gunzip(reader, packed.len(), path, size_of, |piece, _| contents.write(piece))?;
    contents.finish()
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
