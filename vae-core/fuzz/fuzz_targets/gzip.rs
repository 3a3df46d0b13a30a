//! IDX inside gzip: whatever the fuzzer writes follows a gzip header.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use vae_core::dataset::idx;

const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

fuzz_target!(|bytes: &[u8]| {
    for file in [bytes.to_vec(), [&HEADER[..], bytes].concat()] {
        if let Ok(images) = idx::parse_images(&file, Path::new("images.gz")) {
            let pixels = images.count as i64 * images.shape.pixels();
            assert_eq!(images.pixels().len() as i64, pixels);
        }
        let _ = idx::parse_labels(&file, Path::new("labels.gz"));
    }
});
