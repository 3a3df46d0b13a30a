//! What is made of each picture before it is learnt from.

use image::imageops::{FilterType, resize};
use image::{ImageBuffer, Luma, Pixel, Rgb};
use vae_core::dataset::Preparation;
use vae_core::{Error, Result};

use super::picture::Picture;

/// No side of a prepared image is longer, in pixels.
const MAX_SIDE: i64 = 1 << 12;

/// Checks what can be checked before there are images.
pub fn check(preparation: &Preparation) -> Result<()> {
    let sides = preparation.resize.iter().flatten();
    for &side in sides.chain(preparation.shape.iter().flatten()) {
        if !(1..=MAX_SIDE).contains(&side) {
            return Err(Error::config("size", side, format!("choose from 1 to {MAX_SIDE} pixels")));
        }
    }
    match preparation.shape.as_deref() {
        None | Some([_, _] | [_, _, 1 | 3]) => Ok(()),
        Some(other) => {
            let remedy = "give height and width, and 3 channels for colours";
            Err(Error::config("shape", format!("{other:?}"), remedy))
        }
    }
}

/// Transposes, makes grey, inverts and resizes, as is asked for, in this order; then gives the
/// picture `channels`, where a grey one is among coloured ones.
pub fn prepare(mut picture: Picture, how: &Preparation, channels: usize) -> Picture {
    if how.transpose {
        picture = transposed(&picture);
    }
    if how.grey {
        picture = grey(&picture);
    }
    if how.invert {
        picture.pixels.iter_mut().for_each(|byte| *byte = 255 - *byte);
    }
    if let Some([height, width]) = how.resize {
        picture = resized(picture, height as u32, width as u32);
    }
    match (picture.channels, channels) {
        (1, 3) => coloured(&picture),
        _ => picture,
    }
}

/// One channel after the other, as `Dataset` keeps them.
pub fn planar(picture: &Picture) -> Vec<u8> {
    let channels = picture.channels;
    let channel = |c: usize| picture.pixels.iter().skip(c).step_by(channels).copied();
    (0..channels).flat_map(channel).collect()
}

fn transposed(picture: &Picture) -> Picture {
    let Picture { height, width, channels, pixels } = picture;
    let place = |x: usize, y: usize| &pixels[(y * width + x) * channels..][..*channels];
    let columns = (0..*width).flat_map(|x| (0..*height).map(move |y| (x, y)));
    let pixels = columns.flat_map(|(x, y)| place(x, y).iter().copied()).collect();
    Picture { height: *width, width: *height, channels: *channels, pixels }
}

/// The luma of Rec. 709, as the `image` crate takes it.
fn grey(picture: &Picture) -> Picture {
    if picture.channels == 1 {
        return picture.clone();
    }
    let (pixels, _) = picture.pixels.as_chunks::<3>();
    let pixels = pixels.iter().map(|rgb| Rgb(*rgb).to_luma().0[0]).collect();
    Picture { channels: 1, pixels, ..*picture }
}

fn coloured(picture: &Picture) -> Picture {
    let pixels = picture.pixels.iter().flat_map(|grey| [*grey; 3]).collect();
    Picture { channels: 3, pixels, ..*picture }
}

fn resized(picture: Picture, height: u32, width: u32) -> Picture {
    match picture.channels {
        1 => resized_as::<Luma<u8>>(picture, height, width),
        _ => resized_as::<Rgb<u8>>(picture, height, width),
    }
}

/// By triangles, which average where the picture becomes smaller.
fn resized_as<P: Pixel<Subpixel = u8> + 'static>(
    picture: Picture,
    height: u32,
    width: u32,
) -> Picture {
    let (old_height, old_width) = (picture.height as u32, picture.width as u32);
    if (old_height, old_width) == (height, width) {
        return picture;
    }
    let channels = picture.channels;
    let Some(buffer) = ImageBuffer::<P, _>::from_raw(old_width, old_height, picture.pixels) else {
        let pixels = vec![0; (height * width) as usize * channels];
        return Picture { height: height as usize, width: width as usize, channels, pixels };
    };
    let pixels = resize(&buffer, width, height, FilterType::Triangle).into_raw();
    Picture { height: height as usize, width: width as usize, channels, pixels }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_by_three() -> Picture {
        Picture { height: 2, width: 3, channels: 1, pixels: vec![1, 2, 3, 4, 5, 6] }
    }

    #[test]
    fn rows_become_columns_and_black_becomes_white() {
        let how = Preparation { transpose: true, invert: true, ..Preparation::default() };
        let picture = prepare(two_by_three(), &how, 1);
        assert_eq!((picture.height, picture.width), (3, 2));
        assert_eq!(picture.pixels, [254, 251, 253, 250, 252, 249]);
    }

    #[test]
    fn colours_become_greys_and_greys_colours() {
        let red = Picture { height: 1, width: 2, channels: 3, pixels: vec![255, 0, 0, 9, 9, 9] };
        assert_eq!(planar(&red), [255, 9, 0, 9, 0, 9]);
        let how = Preparation { grey: true, ..Preparation::default() };
        assert_eq!(prepare(red, &how, 1).pixels, [54, 9]);
        let grey = prepare(two_by_three(), &Preparation::default(), 3);
        assert_eq!(planar(&grey)[..7], [1, 2, 3, 4, 5, 6, 1]);
    }

    #[test]
    fn every_image_gets_the_size_asked_for() {
        let how = Preparation { resize: Some([4, 4]), ..Preparation::default() };
        let picture = prepare(two_by_three(), &how, 1);
        assert_eq!((picture.height, picture.width, picture.pixels.len()), (4, 4, 16));
    }

    #[test]
    fn sizes_that_make_no_sense_are_refused() {
        for (shape, resize) in
            [(Some(vec![28]), None), (None, Some([0, 3])), (Some(vec![2, 2, 2]), None)]
        {
            let how = Preparation { shape, resize, ..Preparation::default() };
            assert!(check(&how).is_err());
        }
    }
}
