
// Added by the front to every cell: tells when the cell begins and ends, and what made it fail.
mod evcxr_front {
    use std::ffi::{c_char, c_int, c_void};
    use std::io::Write;
    use std::panic::{Location, PanicHookInfo};
    use std::ptr::null;
    use std::sync::atomic::{AtomicBool, Ordering};

    pub struct Cell;

    static HAS_FAILED: AtomicBool = AtomicBool::new(false);

    pub fn begin() -> Cell {
        let cell = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == cell {
                report("panic", "", &message(info), info.location());
            } else {
                let thread = std::thread::current();
                eprintln!("thread '{}' panicked: {}", thread.name().unwrap_or("unnamed"), message(info));
            }
        }));
        mark("begin");
        Cell
    }

    impl Drop for Cell {
        fn drop(&mut self) {
            mark("end");
            let _ = writeln!(std::io::stderr(), "\u{2}notebook-front end");
        }
    }

    /// Whether the reader pressed stop before the cell began. Then it does not run, and evcxr is told
    /// what makes it forget the variables that the cell was to define.
    pub fn is_stopped() -> bool {
        let folder = std::env::var_os("NOTEBOOK_FRONT").unwrap_or_default();
        let is_stopped = std::path::Path::new(&folder).join("interrupt").exists();
        if is_stopped {
            mark("stopped");
            let _ = writeln!(std::io::stdout(), "EVCXR_PANIC_NOTIFICATION");
        }
        is_stopped
    }

    /// Whether evcxr has been told that the cell failed: then it forgets what the cell defined.
    pub fn has_failed() -> bool {
        HAS_FAILED.load(Ordering::Relaxed)
    }

    pub fn panicked() {
        HAS_FAILED.store(true, Ordering::Relaxed);
        mark("panicked");
    }

    #[track_caller]
    pub fn failed(error: &str, kind: &str) {
        HAS_FAILED.store(true, Ordering::Relaxed);
        report("failed", kind, error, Some(Location::caller()));
    }

    /// For a panic in a library: where in this cell's own code the calls came from, innermost first.
    fn frames() -> String {
        let mut found = String::new();
        unsafe { _Unwind_Backtrace(note, (&raw mut found).cast()) };
        found
    }

    extern "C" fn note(context: *mut c_void, found: *mut c_void) -> c_int {
        let (mut of, mut own) = (Loaded::NONE, Loaded::NONE);
        let found = unsafe { &mut *found.cast::<String>() };
        unsafe {
            let address = _Unwind_GetIP(context).wrapping_sub(1);
            dladdr(address as *const c_void, &mut of);
            dladdr(note as *const c_void, &mut own);
            if of.base == own.base && !of.base.is_null() {
                let file = std::ffi::CStr::from_ptr(of.file).to_string_lossy();
                found.push_str(&format!("{:x} {file}\n", address.wrapping_sub(of.base as usize)));
            }
        }
        0
    }

    #[repr(C)]
    struct Loaded {
        file: *const c_char,
        base: *const c_void,
        symbol: *const c_char,
        address: *const c_void,
    }

    impl Loaded {
        const NONE: Loaded = Loaded { file: null(), base: null(), symbol: null(), address: null() };
    }

    unsafe extern "C" {
        fn _Unwind_Backtrace(
            note: extern "C" fn(*mut c_void, *mut c_void) -> c_int,
            found: *mut c_void,
        ) -> c_int;
        fn _Unwind_GetIP(context: *mut c_void) -> usize;
        fn dladdr(address: *const c_void, found: *mut Loaded) -> c_int;
    }

    fn mark(what: &str) {
        let _ = writeln!(std::io::stdout(), "\u{2}notebook-front {what}");
    }

    fn report(what: &str, kind: &str, message: &str, place: Option<&Location>) {
        let (file, line) = place.map_or(("", 0), |place| (place.file(), place.line()));
        let frames = if file == "src/lib.rs" { String::new() } else { frames() };
        mark(&format!("{what} {line} {file:?} {kind:?} {message:?} {frames:?}"));
    }

    fn message(info: &PanicHookInfo) -> String {
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
    }
}
