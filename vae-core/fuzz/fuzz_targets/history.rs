//! `history.json`: what is accepted is finite, and makes a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vae_core::display::history_table;
use vae_core::{History, Source, parse};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(epochs) = parse::history(bytes) {
        assert!(epochs.iter().all(|r| r.loss.is_finite()));
        let source = Source::Other("anything".into());
        let _ = history_table(&History { source, epochs }).html();
    }
});
