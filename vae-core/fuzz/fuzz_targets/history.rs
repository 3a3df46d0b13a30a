//! `history.json`: what is accepted is finite, and can be drawn.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vae_core::{History, Source, figure, parse};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(epochs) = parse::history(bytes) {
        assert!(epochs.iter().all(|r| r.loss.is_finite()));
        let source = Source::Other("anything".into());
        let _ = figure::loss_curve(&History { source, epochs });
    }
});
