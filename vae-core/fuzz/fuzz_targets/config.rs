//! `config.json`: what is accepted is possible.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vae_core::parse;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(config) = parse::config(bytes) {
        config.model.validate().unwrap();
        config.training.map_or(Ok(()), |t| t.validate()).unwrap();
    }
});
