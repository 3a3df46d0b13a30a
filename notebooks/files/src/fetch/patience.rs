//! Waiting for a network, and ending it when the reader of a notebook presses stop.

use std::io;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use vae_core::{Error, Result};

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The answer of work that may block for long, done on a thread of its own.
///
/// # Errors
/// [`ErrorKind::Interrupted`](vae_core::ErrorKind) once the reader has pressed stop: the work is left
/// to end by itself, and its answer to nobody.
pub(super) fn wait_for<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (sender, answer) = sync_channel(1);
    let refused = || Error::io("wait on a thread", Path::new("of its own"));
    let work = move || {
        let _ = sender.send(work());
    };
    thread::Builder::new().spawn(work).map_err(refused())?;
    loop {
        notebook_front::check()?;
        match answer.recv_timeout(BETWEEN_LOOKS) {
            Ok(answer) => return Ok(answer),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(refused()(io::Error::other("it has panicked")));
            }
        }
    }
}
