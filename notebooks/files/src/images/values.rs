//! From any numbers to the bytes of pixels, 0 black and 255 white.

use std::io;
use std::ops::Range;
use std::path::Path;

use vae_core::{Error, Result};

use super::numbers::{Numbers, Type};
use super::unfit;

/// What was taken for what, where it was not plain.
pub type Note = Option<&'static str>;

const TWO_VALUES: &str = "its numbers are 0 and 1: taken for black and white";
const ROUNDED: &str = "its numbers from 0 to 1 are kept in 256 levels";

/// Numbers looked at together.
const CHUNK: usize = 1 << 18;

/// Numbers that are taken for pixels.
pub struct Pixels {
    numbers: Numbers,
    levels: Levels,
}

/// How a number becomes a byte.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Levels {
    /// It is one.
    Bytes,
    /// 0 or 1, of bytes.
    Truths,
    /// From 0 to 1.
    Shares,
    /// From 0 to 255.
    Rounded,
}

impl Pixels {
    /// Looks at all numbers of an array: bytes are taken as they are, truths as black and white,
    /// floats from 0 to 1 in 256 levels, floats from 0 to 255 rounded.
    pub fn of(numbers: Numbers, path: &Path) -> Result<(Self, Note)> {
        let (levels, note) = match numbers.kind {
            Type::U8 => are_truths(&numbers).map_err(Error::io("read", path))?,
            _ => levels_of_floats(&numbers, path)?,
        };
        Ok((Self { numbers, levels }, note))
    }

    /// Some of the pixels.
    pub fn read(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        let scaled = |factor: f32| {
            let floats = self.numbers.as_floats(range.clone())?;
            Ok(floats.into_iter().map(|x| (x * factor).round() as u8).collect())
        };
        match self.levels {
            Levels::Bytes => self.numbers.stored(range),
            Levels::Truths | Levels::Shares => scaled(255.0),
            Levels::Rounded => scaled(1.0),
        }
    }
}

fn chunks(numbers: &Numbers) -> impl Iterator<Item = Range<usize>> + '_ {
    let count = numbers.len();
    (0..count).step_by(CHUNK).map(move |start| start..count.min(start + CHUNK))
}

/// Whether bytes are zeros and ones, and not zeros alone.
fn are_truths(numbers: &Numbers) -> io::Result<(Levels, Note)> {
    let mut has_one = false;
    for range in chunks(numbers) {
        let bytes = numbers.stored(range)?;
        if bytes.iter().any(|&byte| byte > 1) {
            return Ok((Levels::Bytes, None));
        }
        has_one |= bytes.contains(&1);
    }
    Ok(match has_one {
        true => (Levels::Truths, Some(TWO_VALUES)),
        false => (Levels::Bytes, None),
    })
}

fn levels_of_floats(numbers: &Numbers, path: &Path) -> Result<(Levels, Note)> {
    let (mut least, mut largest) = (f32::INFINITY, f32::NEG_INFINITY);
    let mut is_two_values = true;
    for range in chunks(numbers) {
        let start = range.start;
        let floats = numbers.as_floats(range).map_err(Error::io("read", path))?;
        if let Some(at) = floats.iter().position(|x| !x.is_finite()) {
            let problem = format!("number {} is {}", start + at, floats[at]);
            return Err(unfit(path, problem, "look for damaged images"));
        }
        least = floats.iter().copied().fold(least, f32::min);
        largest = floats.iter().copied().fold(largest, f32::max);
        is_two_values &= floats.iter().all(|&x| x == 0.0 || x == 1.0);
    }
    let refuse = |remedy| {
        let seen = format!("its numbers lie between {least} and {largest}");
        Err(unfit(path, format!("{seen}, where pixels are 0 to 1 or 0 to 255"), remedy))
    };
    match () {
        _ if (-1.0..0.0).contains(&least) && largest <= 1.0 => {
            refuse("they look scaled to [-1, 1]: store (x + 1) / 2")
        }
        _ if least < 0.0 => refuse("they look standardised: store them as they were before"),
        _ if largest <= 1.0 => Ok((Levels::Shares, (!is_two_values).then_some(ROUNDED))),
        _ if largest > 255.0 => refuse("divide them by their largest possible value"),
        _ => Ok((Levels::Rounded, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(numbers: Numbers) -> Result<(Vec<u8>, Note)> {
        let count = numbers.len();
        let (pixels, note) = Pixels::of(numbers, Path::new("a.npy"))?;
        Ok((pixels.read(0..count).unwrap(), note))
    }

    fn of(floats: &[f32]) -> Result<Vec<u8>> {
        Ok(pixels(Numbers::floats(floats.to_vec()))?.0)
    }

    #[test]
    fn numbers_become_the_levels_they_mean() {
        assert_eq!(of(&[0.0, 0.5, 1.0]).unwrap(), [0, 128, 255]);
        assert_eq!(of(&[0.0, 0.6, 255.0]).unwrap(), [0, 1, 255]);
        let bytes = |bytes: &[u8]| pixels(Numbers::bytes(bytes.to_vec())).unwrap();
        assert_eq!(bytes(&[0, 1, 1]), (vec![0, 255, 255], Some(TWO_VALUES)));
        assert_eq!(bytes(&[0, 1, 2]), (vec![0, 1, 2], None));
        assert_eq!(bytes(&[0, 0]), (vec![0, 0], None));
    }

    #[test]
    fn all_numbers_are_looked_at_before_any_is_taken() {
        let mut floats = vec![0.5; CHUNK + 2];
        floats[CHUNK + 1] = 200.0;
        assert_eq!(of(&floats).unwrap()[CHUNK..], [1, 200]);
        floats[CHUNK] = f32::NAN;
        let error = of(&floats).unwrap_err().to_string();
        assert!(error.contains("number 262144 is NaN"), "{error}");
        let mut bytes = vec![1; CHUNK + 1];
        bytes[CHUNK] = 2;
        assert_eq!(pixels(Numbers::bytes(bytes)).unwrap().0[..2], [1, 1]);
    }

    #[test]
    fn numbers_that_are_no_pixels_are_refused_with_what_helps() {
        for (floats, helps) in [
            (&[-1.0, 1.0][..], "(x + 1) / 2"),
            (&[-0.42, 2.8], "standardised"),
            (&[0.0, 65535.0], "divide them"),
            (&[0.0, f32::NAN], "number 1 is NaN"),
        ] {
            let error = of(floats).unwrap_err().to_string();
            assert!(error.contains(helps), "{error}");
        }
    }
}
