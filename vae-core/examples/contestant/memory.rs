//! Memory of this process, MB; none where there is no `/proc`.

/// What it holds now.
pub fn resident() -> Option<f64> {
    line("VmRSS:")
}

/// The most that it ever held.
pub fn peak() -> Option<f64> {
    line("VmHWM:")
}

fn line(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(found.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1000.0)
}
