
// Added by the front to every cell: tells when the cell begins and ends, and what made it fail.
mod evcxr_front {
    use std::io::Write;
    use std::panic::{Location, PanicHookInfo};

    pub struct Cell;

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

    pub fn panicked() {
        mark("panicked");
    }

    #[track_caller]
    pub fn failed(error: &str, kind: &str) {
        report("failed", kind, error, Some(Location::caller()));
    }

    fn mark(what: &str) {
        let _ = writeln!(std::io::stdout(), "\u{2}notebook-front {what}");
    }

    fn report(what: &str, kind: &str, message: &str, place: Option<&Location>) {
        let (file, line) = place.map_or(("", 0), |place| (place.file(), place.line()));
        mark(&format!("{what} {line} {file:?} {kind:?} {message:?}"));
    }

    fn message(info: &PanicHookInfo) -> String {
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
    }
}
