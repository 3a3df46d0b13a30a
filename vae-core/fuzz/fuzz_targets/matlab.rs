//! MATLAB level 5 files, in either byte order.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use vae_core::dataset::matlab;

/// The end of the header, which tells the byte order.
const LITTLE: &[u8] = b"\0\x01IM";
const BIG: &[u8] = b"\x01\0MI";

fuzz_target!(|bytes: &[u8]| {
    for order in [LITTLE, BIG] {
        let file = [&[b' '; 124][..], order, bytes].concat();
        for bytes in [&file[..], bytes] {
            if let Ok(matrix) = matlab::parse_matrix(bytes, "ff", Path::new("a.mat")) {
                assert_eq!(matrix.values.len(), matrix.rows * matrix.columns);
            }
        }
    }
});
