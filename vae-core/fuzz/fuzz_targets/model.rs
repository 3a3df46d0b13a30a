//! `model.safetensors` for a tiny model.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vae_core::model::Architecture;
use vae_core::{ImageShape, RunConfig, Vae, VaeConfig, parse};

fuzz_target!(|bytes: &[u8]| {
    let image = ImageShape::grey(1, 2);
    let config = VaeConfig {
        image,
        architecture: Architecture::mlp([2, 2]),
        latent: 1,
        ..VaeConfig::default()
    };
    let like = Vae::new(config, 0).unwrap();
    let config = RunConfig::of(&like);
    if let Ok(vae) = parse::model(&config, bytes) {
        assert_eq!(vae.parameter_count(), like.parameter_count());
    }
});
