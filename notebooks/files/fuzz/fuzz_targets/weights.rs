//! Weights from elsewhere: PyTorch's archives, whose pickle is read, and safetensors.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use vae_files::weights;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tensors) = weights::parse(bytes, Path::new("a.pt")) {
        let numbers: usize = tensors.iter().map(|t| t.tensor.numel()).sum();
        assert!(numbers <= bytes.len());
    }
});
