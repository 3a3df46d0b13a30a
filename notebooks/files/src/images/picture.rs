//! One picture, from a PNG or JPEG file.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::{ColorType, DynamicImage, ImageDecoder, ImageReader, Limits};
use vae_core::dataset::foreign;
use vae_core::{Error, Result};

use super::malformed;

/// No side of a picture is longer, in pixels.
const MAX_SIDE: u32 = 1 << 14;

/// One image: height × width × channels bytes, the channels of a pixel beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub height: usize,
    pub width: usize,
    /// 1 or 3.
    pub channels: usize,
    pub pixels: Vec<u8>,
}

/// What a file's header says of its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub height: usize,
    pub width: usize,
    pub is_coloured: bool,
}

/// Reads a picture's size without its pixels.
pub fn head(path: &Path) -> Result<Head> {
    let decoder = reader(path)?.into_decoder().map_err(|error| damaged(path, &error))?;
    let (width, height) = decoder.dimensions();
    Ok(Head {
        height: height as usize,
        width: width as usize,
        is_coloured: decoder.color_type().has_color(),
    })
}

/// Reads a picture; what is transparent comes out white.
pub fn read(path: &Path) -> Result<Picture> {
    let decoded = reader(path)?.decode().map_err(|error| damaged(path, &error))?;
    Ok(flat(decoded))
}

fn reader(path: &Path) -> Result<ImageReader<BufReader<File>>> {
    let file = File::open(path).map_err(Error::io("open", path))?;
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format();
    let mut reader = reader.map_err(Error::io("read", path))?;
    if reader.format().is_none() {
        return Err(malformed(path, 0, unknown(path)));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    Ok(reader)
}

/// What a file is that is no picture.
fn unknown(path: &Path) -> String {
    let head = first_bytes(path).unwrap_or_default();
    match foreign(&head) {
        Some(other) => format!("not a PNG or JPEG picture: it is {other}"),
        None if head.is_empty() => "not a PNG or JPEG picture: the file is empty".into(),
        None => "not a PNG or JPEG picture".into(),
    }
}

/// The first 512 bytes of a file, or all there are.
pub fn first_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::new();
    File::open(path)?.take(512).read_to_end(&mut head)?;
    Ok(head)
}

fn damaged(path: &Path, error: &image::ImageError) -> Error {
    malformed(path, 0, format!("the picture cannot be read ({error})"))
}

fn flat(decoded: DynamicImage) -> Picture {
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    let coloured = decoded.color().has_color();
    let pixels = match (decoded.color(), coloured) {
        (ColorType::L8 | ColorType::L16, _) => decoded.into_luma8().into_raw(),
        (_, false) => {
            let pairs = decoded.into_luma_alpha8().into_raw();
            let (pairs, _) = pairs.as_chunks::<2>();
            pairs.iter().map(|[grey, alpha]| on_white(*grey, *alpha)).collect()
        }
        (color, true) if color.has_alpha() => {
            let fours = decoded.into_rgba8().into_raw();
            let (fours, _) = fours.as_chunks::<4>();
            let pixel = |[r, g, b, alpha]: &[u8; 4]| [r, g, b].map(|c| on_white(*c, *alpha));
            fours.iter().flat_map(pixel).collect()
        }
        (_, true) => decoded.into_rgb8().into_raw(),
    };
    Picture { height, width, channels: if coloured { 3 } else { 1 }, pixels }
}

fn on_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}
