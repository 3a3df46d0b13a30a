//! The bytes of a file, in memory or read from where they lie.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// Bytes, or a part of them, that are read where they are needed.
#[derive(Debug, Clone)]
pub struct Bytes {
    place: Arc<Place>,
    start: u64,
    length: u64,
}

#[derive(Debug)]
enum Place {
    Held(Vec<u8>),
    File(File),
}

impl Bytes {
    pub fn held(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self { place: Arc::new(Place::Held(bytes)), start: 0, length }
    }

    pub fn of_file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { place: Arc::new(Place::File(file)), start: 0, length })
    }

    pub fn len(&self) -> u64 {
        self.length
    }

    /// Those from a place on, so many of them, or as many as there are.
    pub fn part(&self, from: u64, length: u64) -> Self {
        let from = from.min(self.length);
        let length = length.min(self.length - from);
        Self { place: self.place.clone(), start: self.start + from, length }
    }

    /// Fills a buffer with those from a place on.
    pub fn read_at(&self, from: u64, buffer: &mut [u8]) -> io::Result<()> {
        if from.checked_add(buffer.len() as u64).is_none_or(|end| end > self.length) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let from = self.start + from;
        match &*self.place {
            Place::File(file) => file.read_exact_at(buffer, from),
            Place::Held(bytes) => {
                buffer.copy_from_slice(&bytes[from as usize..][..buffer.len()]);
                Ok(())
            }
        }
    }

    /// The first so many, or as many as there are.
    pub fn head(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut head = vec![0; most.min(self.length as usize)];
        self.read_at(0, &mut head)?;
        Ok(head)
    }

    /// All of them.
    pub fn all(&self) -> io::Result<Vec<u8>> {
        self.head(self.length as usize)
    }

    /// Reads one after the other.
    pub fn reader(&self) -> Reader {
        Reader { bytes: self.clone(), at: 0 }
    }
}

/// A place among bytes.
#[derive(Debug)]
pub struct Reader {
    bytes: Bytes,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.length.saturating_sub(self.at);
        let count = buffer.len().min(left as usize);
        self.bytes.read_at(self.at, &mut buffer[..count])?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both() -> [Bytes; 2] {
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(&[1, 2, 3, 4, 5], 0).unwrap();
        [Bytes::held(vec![1, 2, 3, 4, 5]), Bytes::of_file(file).unwrap()]
    }

    #[test]
    fn a_part_is_read_alike_from_memory_and_from_a_file() {
        for bytes in both() {
            let part = bytes.part(1, 3);
            assert_eq!((part.len(), part.all().unwrap()), (3, vec![2, 3, 4]));
            assert_eq!(part.head(2).unwrap(), [2, 3]);
            assert_eq!(part.part(2, 9).all().unwrap(), [4]);
            let mut reader = part.reader();
            reader.seek(SeekFrom::End(-1)).unwrap();
            let mut rest = Vec::new();
            reader.read_to_end(&mut rest).unwrap();
            assert_eq!((rest, reader.stream_position().unwrap()), (vec![4], 3));
        }
    }

    #[test]
    fn nothing_is_read_past_the_end() {
        for bytes in both() {
            let part = bytes.part(1, 3);
            assert!(part.read_at(2, &mut [0; 2]).is_err());
            assert!(part.read_at(u64::MAX, &mut [0; 2]).is_err());
            assert!(bytes.part(9, 9).all().unwrap().is_empty());
            assert!(part.reader().seek(SeekFrom::Current(-1)).is_err());
        }
    }
}
