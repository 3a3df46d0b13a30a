//! Plain IDX files, images and labels.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use vae_core::dataset::idx;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(images) = idx::parse_images(bytes, Path::new("images")) {
        let pixels = images.count as i64 * images.shape.pixels();
        assert_eq!(images.pixels().len() as i64, pixels);
    }
    let _ = idx::parse_labels(bytes, Path::new("labels"));
});
