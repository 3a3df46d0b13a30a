//! The word SYNTHETIC in pixels, for files that have no other room for words.

use image::{GrayImage, Luma};

/// The letters of SYNTHETIC, five rows of three pixels each.
#[rustfmt::skip]
const ROWS: [&str; 5] = [
    "### #.# ##. ### #.# ### ### ### ###",
    "#.. #.# #.# .#. #.# #.. .#. .#. #..",
    "### .#. #.# .#. ### ##. .#. .#. #..",
    "..# .#. #.# .#. #.# #.. .#. .#. #..",
    "### .#. #.# .#. #.# ### .#. ### ###",
];
const SIZE: (u32, u32) = (35, 5);
const MARGIN: u32 = 2;

/// The picture with a strip below it that says SYNTHETIC, in black on white.
pub(super) fn labelled(picture: &GrayImage) -> GrayImage {
    let width = picture.width().max(SIZE.0 + 2 * MARGIN);
    let height = picture.height() + SIZE.1 + 2 * MARGIN;
    let mut sheet = GrayImage::from_pixel(width, height, Luma([255]));
    image::imageops::replace(&mut sheet, picture, 0, 0);
    for (y, row) in ROWS.iter().enumerate() {
        for (x, _) in row.char_indices().filter(|(_, c)| *c == '#') {
            let place = (MARGIN + x as u32, picture.height() + MARGIN + y as u32);
            sheet.put_pixel(place.0, place.1, Luma([0]));
        }
    }
    sheet
}
