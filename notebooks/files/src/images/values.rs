//! From any numbers to the bytes of pixels, 0 black and 255 white.

use std::path::Path;

use super::array::Values;
use super::unfit;
use vae_core::Result;

/// What was taken for what, where it was not plain.
pub type Note = Option<&'static str>;

const TWO_VALUES: &str = "its numbers are 0 and 1: taken for black and white";
const ROUNDED: &str = "its numbers from 0 to 1 are kept in 256 levels";

/// Pixels of an array: bytes as they are, truths as black and white, floats from 0 to 1 in 256
/// levels, floats from 0 to 255 rounded.
pub fn pixels(values: Values, path: &Path) -> Result<(Vec<u8>, Note)> {
    match values {
        Values::Bytes(bytes) => Ok(from_bytes(bytes)),
        Values::Wholes(wholes) => {
            let floats: Vec<f32> = wholes.into_iter().map(|n| n as f32).collect();
            from_floats(&floats, path)
        }
        Values::Floats(floats) => from_floats(&floats, path),
    }
}

fn from_bytes(mut bytes: Vec<u8>) -> (Vec<u8>, Note) {
    if bytes.iter().any(|&byte| byte > 1) || !bytes.contains(&1) {
        return (bytes, None);
    }
    bytes.iter_mut().for_each(|byte| *byte *= 255);
    (bytes, Some(TWO_VALUES))
}

fn from_floats(floats: &[f32], path: &Path) -> Result<(Vec<u8>, Note)> {
    let least = floats.iter().copied().fold(f32::INFINITY, f32::min);
    let largest = floats.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let refuse = |remedy| {
        let seen = format!("its numbers lie between {least} and {largest}");
        Err(unfit(path, format!("{seen}, where pixels are 0 to 1 or 0 to 255"), remedy))
    };
    if let Some(at) = floats.iter().position(|x| !x.is_finite()) {
        let problem = format!("number {at} is {}", floats[at]);
        return Err(unfit(path, problem, "look for damaged images"));
    }
    if (-1.0..0.0).contains(&least) && largest <= 1.0 {
        return refuse("they look scaled to [-1, 1]: store (x + 1) / 2");
    }
    if least < 0.0 {
        return refuse("they look standardised: store them as they were before");
    }
    if largest <= 1.0 {
        let note = floats.iter().any(|&x| x != 0.0 && x != 1.0).then_some(ROUNDED);
        return Ok((floats.iter().map(|x| (x * 255.0).round() as u8).collect(), note));
    }
    if largest > 255.0 {
        return refuse("divide them by their largest possible value");
    }
    Ok((floats.iter().map(|x| x.round() as u8).collect(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(floats: &[f32]) -> Result<Vec<u8>> {
        Ok(pixels(Values::Floats(floats.to_vec()), Path::new("a.npy"))?.0)
    }

    #[test]
    fn numbers_become_the_levels_they_mean() {
        assert_eq!(of(&[0.0, 0.5, 1.0]).unwrap(), [0, 128, 255]);
        assert_eq!(of(&[0.0, 0.6, 255.0]).unwrap(), [0, 1, 255]);
        let bytes = |bytes: &[u8]| pixels(Values::Bytes(bytes.to_vec()), Path::new("a")).unwrap();
        assert_eq!(bytes(&[0, 1, 1]), (vec![0, 255, 255], Some(TWO_VALUES)));
        assert_eq!(bytes(&[0, 1, 2]), (vec![0, 1, 2], None));
        assert_eq!(bytes(&[0, 0]), (vec![0, 0], None));
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
