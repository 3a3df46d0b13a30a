//! Prepared images, one after the other: in memory, or beyond the allowance in a file that is
//! mapped into memory, of which the system keeps no more there than it has room for.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;

use sha2::{Digest, Sha256};
use tch::{Device, Kind, Tensor};
use vae_core::Result;

use super::cache;

/// Where the bytes of pixels lie.
const BYTES: (Kind, Device) = (Kind::Uint8, Device::Cpu);

/// Bytes that are hashed at a time.
const CHUNK: i64 = 1 << 20;

/// So many images of so many bytes each.
pub struct Packed {
    place: Place,
    count: usize,
    pixels: usize,
}

enum Place {
    Memory(Tensor),
    File(File),
}

impl Packed {
    /// Room for images, in memory where `allowance` bytes are enough for them.
    pub fn new(count: usize, pixels: usize, allowance: usize) -> Result<Self> {
        let place = match count.checked_mul(pixels) {
            Some(total) if total <= allowance => {
                Place::Memory(Tensor::f_zeros([count as i64, pixels as i64], BYTES)?)
            }
            _ => Place::File(cache::file()?),
        };
        Ok(Self { place, count, pixels })
    }

    /// Keeps an image at its place.
    pub fn put(&mut self, index: usize, image: &[u8]) -> Result<()> {
        match &self.place {
            Place::Memory(all) => {
                all.f_get(index as i64)?.f_copy_(&Tensor::f_from_slice(image)?)?;
                Ok(())
            }
            Place::File(file) => {
                let at = index as u64 * self.pixels as u64;
                file.write_all_at(image, at).map_err(cache::refused)
            }
        }
    }

    /// All of them, `[count, pixels]`.
    pub fn tensor(self) -> Result<Tensor> {
        match self.place {
            Place::Memory(all) => Ok(all),
            Place::File(file) => {
                // The mapping outlives the file's handle. Nobody else can shorten a file that has
                // no name, so no page of it can be missing.
                let name = format!("/dev/fd/{}", file.as_raw_fd());
                let size = [self.count as i64, self.pixels as i64];
                Ok(Tensor::f_from_file(&name, true, size[0] * size[1], BYTES)?.f_view(size)?)
            }
        }
    }
}

/// SHA-256 of all pixels, image after image.
pub fn checksum(images: &Tensor) -> Result<String> {
    let (count, pixels) = images.size2()?;
    let together = (CHUNK / pixels.max(1)).max(1);
    let mut hasher = Sha256::new();
    for start in (0..count).step_by(together as usize) {
        let part = images.f_narrow(0, start, together.min(count - start))?;
        hasher.update(Vec::<u8>::try_from(&part.f_reshape(-1)?)?);
    }
    Ok(format!("{:x}", hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_the_same_in_memory_and_in_a_file() {
        let packed = |allowance| {
            let mut packed = Packed::new(3, 2, allowance).unwrap();
            for (index, image) in [(2, [5, 6]), (0, [1, 2]), (1, [3, 4])] {
                packed.put(index, &image).unwrap();
            }
            packed.tensor().unwrap()
        };
        let (memory, file) = (packed(6), packed(5));
        assert!(memory.equal(&file));
        assert_eq!(checksum(&memory).unwrap(), checksum(&file).unwrap());
        let all = format!("{:x}", Sha256::digest([1, 2, 3, 4, 5, 6]));
        assert_eq!(checksum(&file).unwrap(), all);
        let rows = Vec::<Vec<u8>>::try_from(file.narrow(0, 1, 2)).unwrap();
        assert_eq!(rows, [[3, 4], [5, 6]]);
    }
}
