//! By whom and with what results were made.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use vae_core::dataset::checkout;

/// What it took to make results, so that others can judge them and make them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunInfo {
    /// The command.
    pub command: String,
    /// The day it ended, `2026-11-22` (UTC).
    pub date: String,
    /// Whether it was shortened for a test.
    pub quick: bool,
    /// The processor.
    pub cpu: String,
    /// How many cores it offers.
    pub cores: usize,
    /// Trainings at a time.
    pub jobs: usize,
    /// libtorch's threads in each.
    pub threads: usize,
    /// `vae-core 0.1.0`, `tch 0.26.0`, `libtorch 2.13.0`, `rustc 1.95.0`.
    pub versions: Vec<String>,
}

impl RunInfo {
    /// Here and now.
    pub fn now(command: String, quick: bool, jobs: usize, threads: usize) -> Self {
        Self {
            command,
            date: today(),
            quick,
            cpu: cpu(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            jobs,
            threads,
            versions: versions(),
        }
    }
}

fn cpu() -> String {
    let linux = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = linux.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.and_then(|line| Some(line.split_once(':')?.1.trim().to_string()));
    let mac = || said_by("sysctl", &["-n", "machdep.cpu.brand_string"]);
    let model = model.or_else(mac).unwrap_or_else(|| "unknown processor".into());
    format!("{model} ({})", std::env::consts::ARCH)
}

fn versions() -> Vec<String> {
    let unknown = || "of unknown version".to_string();
    let tch = locked_version("tch").unwrap_or_else(unknown);
    let libtorch = libtorch_version().unwrap_or_else(unknown);
    let rustc = said_by("rustc", &["--version"]);
    let rustc = rustc.and_then(|line| Some(line.split_whitespace().nth(1)?.to_string()));
    vec![
        format!("vae-core {}", vae_core::VERSION),
        format!("tch {tch}"),
        format!("libtorch {libtorch}"),
        format!("rustc {}", rustc.unwrap_or_else(unknown)),
    ]
}

/// The version of a dependency, as the checkout's lock file has it.
fn locked_version(package: &str) -> Option<String> {
    let lock = std::fs::read_to_string(checkout().join("Cargo.lock")).ok()?;
    let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    Some(after.split_once('"')?.0.to_string())
}

/// The version beside the library that is loaded now, as Linux tells where it lies.
fn libtorch_version() -> Option<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let library = maps.lines().find_map(|line| {
        let path = line.get(line.find('/')?..)?;
        path.ends_with("/libtorch_cpu.so").then_some(path)
    })?;
    let root = Path::new(library).parent()?.parent()?;
    let plain = std::fs::read_to_string(root.join("build-version")).ok();
    let python = || {
        let text = std::fs::read_to_string(root.join("version.py")).ok()?;
        let (_, after) = text.split_once("__version__ = '")?;
        Some(after.split_once('\'')?.0.to_string())
    };
    let version = plain.or_else(python)?;
    Some(version.trim().split('+').next()?.to_string())
}

fn said_by(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}

fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.map_or(0, |d| d.as_secs() / 86_400);
    let (year, month, day) = civil(days);
    format!("{year}-{month:02}-{day:02}")
}

/// Year, month and day of the day that many days after 1970-01-01.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let leap = |y: u64| y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= months[month] {
        days -= months[month];
        month += 1;
    }
    (year, month as u64 + 1, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(20_779), (2026, 11, 22));
    }

    #[test]
    fn versions_are_found() {
        let made = RunInfo::now("vae reproduce".into(), true, 1, 1);
        assert!(made.versions.iter().any(|v| v.starts_with("tch 0.")), "{made:?}");
        assert!(made.cores > 0 && made.date.len() == 10, "{made:?}");
    }
}
