//! Loops on the threads that libtorch keeps.
//!
//! libtorch computes on the threads of an OpenMP runtime, which stay awake for a while after each
//! operation. Threads of our own would compete with them for the cores; so our loops ask the same
//! runtime for its threads.

use std::ffi::{c_uint, c_void};
use std::sync::{Mutex, PoisonError};

/// As OpenMP's compilers call it: `GOMP_parallel(f, data, threads, flags)` calls `f(data)` on each
/// thread of a team.
type Parallel = unsafe extern "C" fn(extern "C" fn(*const c_void), *const c_void, c_uint, c_uint);

/// How many numbers make a good chunk of a loop: every thread finds one to the end, and fetching one
/// costs nothing beside it.
pub const CHUNK: usize = 1 << 14;

/// Calls `work` with each item, on as many threads as libtorch uses; on this one alone where
/// its runtime is not found. `work` must not panic: that would end the program.
pub fn for_each<T: Send>(items: Vec<T>, work: impl Fn(T) + Sync) {
    on_threads(tch::get_num_threads(), items, work);
}

fn on_threads<T: Send>(threads: i32, items: Vec<T>, work: impl Fn(T) + Sync) {
    let several = items.len() > 1;
    let queue = Mutex::new(items.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work: Work = &|| {
        while let Some(item) = next() {
            work(item);
        }
    };
    match openmp::parallel() {
        // SAFETY: `call` gets what it takes, and the runtime returns after the last thread has.
        Some(parallel) if threads > 1 && several => unsafe {
            parallel(call, (&raw const work).cast(), threads as c_uint, 0);
        },
        _ => work(),
    }
}

type Work<'a> = &'a (dyn Fn() + Sync);

extern "C" fn call(work: *const c_void) {
    // SAFETY: `on_threads` passes a `Work` that outlives the call.
    let work = unsafe { *work.cast::<Work>() };
    work();
}

mod openmp {
    use std::ffi::c_void;
    use std::mem::transmute;
    use std::sync::OnceLock;

    use super::Parallel;

    /// From the runtime that libtorch has loaded: GNU's has it, and LLVM's by the same name.
    pub(super) fn parallel() -> Option<Parallel> {
        static FOUND: OnceLock<Option<Parallel>> = OnceLock::new();
        *FOUND.get_or_init(|| {
            // SAFETY: no other function bears this name.
            unsafe {
                let symbol = libc::dlsym(libc::RTLD_DEFAULT, c"GOMP_parallel".as_ptr());
                (!symbol.is_null()).then(|| transmute::<*mut c_void, Parallel>(symbol))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::time::{Duration, Instant};

    #[test]
    fn each_item_is_worked_on_once() {
        let mut numbers = vec![0_u32; 1000];
        for_each(numbers.chunks_mut(7).enumerate().collect(), |(i, part)| {
            part.iter_mut().for_each(|n| *n += 1 + i as u32);
        });
        assert!(numbers.iter().enumerate().all(|(i, &n)| n == 1 + i as u32 / 7));
        for_each(vec![], |_: u8| unreachable!("no item"));
    }

    #[test]
    #[cfg(target_os = "linux")] // which runtime libtorch has elsewhere is not ours to say
    fn so_many_threads_help() {
        let seen = Mutex::new(HashSet::new());
        let count = || seen.lock().unwrap().len();
        let start = Instant::now();
        on_threads(3, (0..3).collect(), |_| {
            seen.lock().unwrap().insert(std::thread::current().id());
            while count() < 3 && start.elapsed() < Duration::from_secs(60) {
                std::thread::yield_now();
            }
        });
        assert_eq!(count(), 3);
    }
}
