//! Ctrl-C, and the other signals that ask a program to end.

use std::io::Error as IoError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown, register_usize};
use vae_core::{Error, Result, Stop};

/// Which signal asked, if one did.
pub struct Asked(Arc<AtomicUsize>);

impl Asked {
    /// What a program's exit code is by custom after the signal that came: 130 after Ctrl-C.
    pub fn exit_code(&self) -> Option<u8> {
        let signal = self.0.load(Ordering::SeqCst);
        (signal > 0).then_some(128 + signal as u8)
    }
}

/// From now on the first signal asks a training to stop, the second ends the program.
pub fn asks(stop: &Stop) -> Result<Asked> {
    let once = Arc::new(AtomicBool::new(false));
    let which = Arc::new(AtomicUsize::new(0));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        register_conditional_shutdown(signal, 128 + signal, Arc::clone(&once))
            .and_then(|_| register(signal, Arc::clone(&once)))
            .and_then(|_| register_usize(signal, Arc::clone(&which), signal as usize))
            .and_then(|_| register(signal, stop.flag()))
            .map_err(refused)?;
    }
    Ok(Asked(which))
}

fn refused(source: IoError) -> Error {
    Error::config("Ctrl-C", source, "the system does not let this program listen to signals")
}
