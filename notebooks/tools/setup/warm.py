"""The warmed build: compiled once here, so that no reader waits for it in a notebook."""

from . import evcxr, kernel, stamp
from .paths import CARGO_CONFIG, CHECKOUT, CRATE, KERNEL_STATE, LOCKFILE, TOOLS, VENV_PYTHON
from .report import output_of, run

STEP = "warm"


def wanted():
    return stamp.fingerprint(
        LOCKFILE,
        CARGO_CONFIG,
        kernel.EVCXR_CONFIG,
        str(CHECKOUT),
        evcxr.VERSION,
        output_of(["rustc", "-vV"], cwd=CHECKOUT) or "",
        *crate_files(),
        *(str(path.stat().st_mtime_ns) for path in crate_files()),  # what cargo goes by
    )


def crate_files():
    sources = sorted(path for path in (CRATE / "src").rglob("*") if path.is_file())
    return [CRATE / "Cargo.toml", CRATE / "build.rs", *sources]


def is_done():
    return (KERNEL_STATE / "warm").is_dir() and stamp.is_current(STEP, wanted())


def build():
    done_for = wanted()
    # Kernels never reach for the network, so all that cargo may ask for must be here.
    run(["cargo", "fetch", "--locked"], "Fetching the crates", cwd=CHECKOUT)
    run([VENV_PYTHON, TOOLS / "launcher" / "warm.py", KERNEL_STATE], "Warming the kernel's build")
    stamp.write(STEP, done_for)
