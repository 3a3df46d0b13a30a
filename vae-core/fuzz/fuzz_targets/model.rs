//! `model.safetensors` for a tiny model.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vae_core::{ImageShape, RunConfig, Vae, VaeConfig, parse};

fuzz_target!(|bytes: &[u8]| {
    let image = ImageShape {
        height: 1,
        width: 2,
    };
    let config = VaeConfig {
        image,
        hidden: 2,
        latent: 1,
        ..VaeConfig::default()
    };
    let config = RunConfig::of(&Vae::new(config, 0).unwrap());
    if let Ok(vae) = parse::model(&config, bytes) {
        assert_eq!(vae.parameter_count(), 28);
    }
});
