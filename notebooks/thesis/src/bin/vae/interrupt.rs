//! Ctrl-C, and the other signals that ask a program to end.

use std::io::Error as IoError;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};
use vae_core::{Error, Result, Stop};

/// What a program's exit code is by custom after Ctrl-C.
pub const EXIT_CODE: u8 = 130;

/// From now on the first signal asks a training to stop, the second ends the program. The flag
/// tells whether there was one.
pub fn asks(stop: &Stop) -> Result<Arc<AtomicBool>> {
    let once = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        register_conditional_shutdown(signal, EXIT_CODE.into(), Arc::clone(&once))
            .and_then(|_| register(signal, Arc::clone(&once)))
            .and_then(|_| register(signal, stop.flag()))
            .map_err(refused)?;
    }
    Ok(once)
}

fn refused(source: IoError) -> Error {
    Error::config("Ctrl-C", source, "the system does not let this program listen to signals")
}
