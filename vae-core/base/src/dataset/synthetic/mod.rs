//! Digits and faces drawn by this crate's own code, for when the real ones are not at hand.
//!
//! Only addition, multiplication, division and square roots are used, which every machine rounds
//! alike: a seed gives the same bytes everywhere. The first images of a longer set are those of
//! a shorter one.

mod canvas;
mod digits;
mod faces;
mod motion;
mod skeleton;

use tch::{Kind, Tensor};

use crate::dataset::{Dataset, ImageShape, Source};
use crate::error::{Error, Result};
use crate::random::drawing;

/// As many images as can be asked for; at 28×28 they take 7.8 GB.
const MAX_COUNT: usize = 10_000_000;

/// Draws `n` handwritten-looking digits of 28×28 pixels with labels 0 to 9 in random order:
/// bright strokes on black, as in MNIST, varied in style, slant, size and thickness.
///
/// # Errors
/// [`ErrorKind::Config`](crate::ErrorKind) where `n` is 0 or above ten million.
pub fn digits(n: usize, seed: u64) -> Result<Dataset> {
    let shape = ImageShape::MNIST;
    let mut random = drawing(seed, 0);
    let mut labels = Vec::with_capacity(n.min(MAX_COUNT));
    let images = draw(n, shape, |image| {
        labels.push(digits::draw(&mut random, image).into());
    })?;
    Dataset::new(images, Some(labels), shape, Source::SyntheticDigits)
}

/// Draws `n` frames of a face, 28 rows of 20 pixels, as a film would show it: from frame to frame
/// the head turns and nods and the mouth smiles, pouts and opens, all a little.
///
/// # Errors
/// [`ErrorKind::Config`](crate::ErrorKind) where `n` is 0 or above ten million.
pub fn faces(n: usize, seed: u64) -> Result<Dataset> {
    let shape = ImageShape::FREY;
    let mut film = faces::Film::new(seed);
    let images = draw(n, shape, |image| film.draw(image))?;
    Dataset::new(images, None, shape, Source::SyntheticFaces)
}

/// Fills a tensor `[n, D]` of bytes, image by image.
fn draw(n: usize, shape: ImageShape, mut image: impl FnMut(&mut [u8])) -> Result<Tensor> {
    if n == 0 || n > MAX_COUNT {
        return Err(Error::config("n", n, format!("draw 1 to {MAX_COUNT} images")));
    }
    let pixels = shape.pixels() as usize;
    let mut bytes = vec![0; n * pixels];
    bytes.chunks_exact_mut(pixels).for_each(&mut image);
    let size = [n as i64, shape.pixels()];
    Ok(Tensor::f_from_data_size(&bytes, &size, Kind::Uint8)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn bytes(data: &Dataset) -> Vec<u8> {
        data.images().flatten(0, -1).try_into().unwrap()
    }

    fn fingerprint(data: &Dataset) -> String {
        format!("{:x}", Sha256::digest(bytes(data)))[..16].to_string()
    }

    #[test]
    fn a_seed_gives_the_same_bytes_on_every_machine() {
        assert_eq!(fingerprint(&digits(100, 7).unwrap()), "822fd115816bb8b5");
        assert_eq!(fingerprint(&faces(100, 7).unwrap()), "73403dab97211d83");
    }

    #[test]
    fn seeds_differ_and_longer_sets_begin_alike() {
        for make in [digits, faces] {
            let ten = make(10, 0).unwrap();
            assert_eq!(bytes(&make(20, 0).unwrap().take(10).unwrap()), bytes(&ten));
            assert_ne!(bytes(&make(10, 1).unwrap()), bytes(&ten));
        }
    }

    #[test]
    fn every_digit_occurs_about_equally_often() {
        let data = digits(2000, 0).unwrap();
        for digit in 0..10 {
            let labels = data.labels().unwrap().iter();
            let count = labels.filter(|&&label| label == digit).count();
            assert!((140..260).contains(&count), "{count} times {digit}");
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for n in [0, usize::MAX] {
            assert!(digits(n, 0).is_err() && faces(n, 0).is_err());
        }
    }
}
