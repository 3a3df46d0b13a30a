//! Images of one's own: NumPy, zip, IDX, safetensors and MATLAB files of any numbers.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = vae_files::images::parse(bytes);
});
