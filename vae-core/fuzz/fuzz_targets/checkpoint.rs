//! `checkpoint.safetensors`, with its checksum mended so that what lies behind is reached.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vae_core::parse;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = bytes.to_vec();
    let _ = parse::checkpoint(&bytes);
    if parse::reseal(&mut bytes)
        && let Ok(state) = parse::checkpoint(&bytes)
    {
        parse::to_checkpoint(&state).unwrap();
    }
});
