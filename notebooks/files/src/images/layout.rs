//! Which dimension of an array is what: images, rows, columns, channels.

use std::io;
use std::path::Path;

use super::array::{Array, product};
use super::picture::Picture;
use super::unfit;
use super::values::{Note, Pixels};
use vae_core::{Error, Result};

/// Images of one size, of one file.
pub struct Stack {
    pub count: usize,
    pub height: usize,
    pub width: usize,
    /// 1, 3 or 4.
    pub channels: usize,
    order: Order,
    columns_first: bool,
    pixels: Pixels,
    /// What was taken for what.
    pub note: Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The channels of a pixel beside each other, `[N, H, W, C]`.
    ChannelsLast,
    /// One channel after the other, `[N, C, H, W]`.
    ChannelsFirst,
}

/// Takes an array for images; those of `[N, D]` have the height, width and channels of `shape`.
pub fn images(array: Array, shape: Option<&[i64]>, path: &Path) -> Result<Stack> {
    let shape: Option<Vec<usize>> =
        shape.map(|sizes| sizes.iter().map(|&size| size as usize).collect());
    let (mut array, of_shape) = match (array.dims.len(), &shape) {
        (2, Some(shape)) => (rows(array, shape, path)?, true),
        (1, Some(shape)) if product(shape) == product(&array.dims) => {
            let dims = vec![1, array.dims[0]];
            (rows(Array { dims, ..array }, shape, path)?, true)
        }
        _ => (array, false),
    };
    let (count, a, b, c) = match array.dims[..] {
        [count, a, b] => (count, a, b, None),
        [count, a, b, c] => (count, a, b, Some(c)),
        _ => return Err(no_images(&array, path)),
    };
    let (order, [mut height, mut width, channels]) = match c {
        None => (Order::ChannelsLast, [a, b, 1]),
        Some(c) if matches!(a, 1 | 3) && !(matches!(c, 1 | 3 | 4) && b > 4) => {
            (Order::ChannelsFirst, [b, c, a])
        }
        Some(c) if matches!(c, 1 | 3 | 4) => (Order::ChannelsLast, [a, b, c]),
        Some(_) => return Err(no_images(&array, path)),
    };
    if count == 0 || height == 0 || width == 0 {
        let problem = format!("an array of size {} holds no image", array.size());
        return Err(unfit(path, problem, "name another file"));
    }
    array.columns_first &= !of_shape;
    if array.columns_first {
        (height, width) = (width, height);
    }
    let columns_first = array.columns_first;
    let (pixels, note) = Pixels::of(array.numbers, path)?;
    Ok(Stack { count, height, width, channels, order, columns_first, pixels, note })
}

/// `[N, D]` as images: of D = H·W numbers row by row, or of three channels, one after the other.
fn rows(array: Array, shape: &[usize], path: &Path) -> Result<Array> {
    let numbers = product(shape);
    let fits = |size: usize| Some(size) == numbers;
    let array = match array.dims[..] {
        [_, columns] if fits(columns) => array,
        [rows, _] if fits(rows) => {
            let dims = array.dims.iter().rev().copied().collect();
            Array { dims, ..array }.rows_of_columns().map_err(Error::io("read", path))?
        }
        _ => {
            let problem = format!("an array of size {}", array.size());
            let remedy = format!("--shape {shape:?} would need rows of {numbers:?} numbers");
            let remedy = remedy.replace("Some(", "").replace(") numbers", " numbers");
            return Err(unfit(path, problem, remedy));
        }
    };
    let count = array.dims[0];
    let dims = match *shape {
        [height, width, 3] => vec![count, 3, height, width],
        [height, width, ..] => vec![count, height, width],
        _ => array.dims.clone(),
    };
    Ok(Array { dims, ..array })
}

fn no_images(array: &Array, path: &Path) -> vae_core::Error {
    let remedy = match array.dims[..] {
        [_, columns] => match columns.isqrt() {
            side if side * side == columns => {
                format!("say what its rows are: --shape {side}x{side}, perhaps")
            }
            _ => "say what its rows are, --shape HEIGHTxWIDTH".to_string(),
        },
        [_] => "labels are stored so; name the images instead".to_string(),
        _ => "images are [N, H, W], [N, H, W, C] or [N, C, H, W] with 1 or 3 channels".to_string(),
    };
    unfit(path, format!("an array of size {} is not taken for images", array.size()), remedy)
}

impl Stack {
    /// One image; a fourth channel, of opacity, is put on white.
    ///
    /// # Errors
    /// Where its file cannot be read.
    pub fn picture(&self, index: usize) -> io::Result<Picture> {
        let Self { height, width, channels, .. } = *self;
        let area = height * width;
        let start = index * area * channels;
        let own = self.pixels.read(start..start + area * channels)?;
        let stored = |y: usize, x: usize| match self.columns_first {
            true => x * height + y,
            false => y * width + x,
        };
        let number = |pixel: usize, c: usize| match self.order {
            Order::ChannelsLast => own[pixel * channels + c],
            Order::ChannelsFirst => own[c * area + pixel],
        };
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (y, x)));
        let mut pixels = Vec::with_capacity(area * channels.min(3));
        for (y, x) in places {
            let pixel = stored(y, x);
            pixels.extend((0..channels.min(3)).map(|c| match channels {
                4 => over_white(number(pixel, c), number(pixel, 3)),
                _ => number(pixel, c),
            }));
        }
        Ok(Picture { height, width, channels: channels.min(3), pixels })
    }
}

fn over_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::numbers::Numbers;

    fn stack(dims: &[usize], shape: Option<&[i64]>) -> Result<Stack> {
        let count = product(dims).unwrap();
        let bytes = (0..count).map(|i| (i % 251) as u8).collect();
        images(Array::new(dims.to_vec(), Numbers::bytes(bytes)), shape, Path::new("a.npy"))
    }

    #[test]
    fn sizes_say_what_is_what() {
        let size = |dims: &[usize], shape| {
            let stack = stack(dims, shape).unwrap();
            (stack.count, stack.height, stack.width, stack.channels)
        };
        assert_eq!(size(&[5, 7, 8], None), (5, 7, 8, 1));
        assert_eq!(size(&[5, 7, 8, 3], None), (5, 7, 8, 3));
        assert_eq!(size(&[5, 3, 7, 8], None), (5, 7, 8, 3));
        assert_eq!(size(&[5, 3, 3, 3], None), (5, 3, 3, 3));
        assert_eq!(size(&[5, 7, 8, 4], None), (5, 7, 8, 4));
        assert_eq!(size(&[5, 56], Some(&[7, 8])), (5, 7, 8, 1));
        assert_eq!(size(&[5, 168], Some(&[7, 8, 3])), (5, 7, 8, 3));
        assert_eq!(size(&[56, 5], Some(&[7, 8])), (5, 7, 8, 1));
    }

    #[test]
    fn channels_come_together() {
        assert_eq!(
            stack(&[1, 3, 1, 2], None).unwrap().picture(0).unwrap().pixels,
            [0, 2, 4, 1, 3, 5]
        );
        assert_eq!(
            stack(&[2, 1, 2, 3], None).unwrap().picture(1).unwrap().pixels,
            [6, 7, 8, 9, 10, 11]
        );
        assert_eq!(stack(&[4, 2], Some(&[2, 2])).unwrap().picture(1).unwrap().pixels, [1, 3, 5, 7]);
    }

    #[test]
    fn what_is_no_stack_of_images_is_refused_with_what_helps() {
        for (dims, shape, helps) in [
            (&[5, 784][..], None, "--shape 28x28"),
            (&[5, 560], None, "--shape HEIGHTxWIDTH"),
            (&[5], None, "name the images"),
            (&[5, 784], Some(&[28_i64, 20][..]), "rows of 560 numbers"),
            (&[0, 28, 28], None, "holds no image"),
            (&[2, 5, 6, 7], None, "[N, C, H, W]"),
        ] {
            let error = stack(dims, shape).err().unwrap().to_string();
            assert!(error.contains(helps), "{error}");
        }
    }
}
