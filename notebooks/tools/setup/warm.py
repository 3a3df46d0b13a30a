"""The warmed build: compiled once here, so that no reader waits for it in a notebook."""

from . import crates, evcxr, stamp
from .paths import CARGO_CONFIG, CHECKOUT, FRONT, KERNEL_STATE, LOCKFILE, VENV_PYTHON
from .report import output_of, run

STEP = "warm"


def wanted():
    return stamp.fingerprint(
        LOCKFILE,
        CARGO_CONFIG,
        KERNEL_STATE / "config" / "evcxr.toml",
        KERNEL_STATE / "settings.json",  # with the variables that cargo and rustc go by
        str(CHECKOUT),
        evcxr.VERSION,
        output_of(["rustc", "-vV"], cwd=CHECKOUT) or "",
        *crates.files(),
        *(str(path.stat().st_mtime_ns) for path in crates.files()),  # what cargo goes by
    )


def is_done():
    return (KERNEL_STATE / "warm").is_dir() and stamp.is_current(STEP, wanted())


def build():
    done_for = wanted()
    # Kernels never reach for the network, so all that cargo may ask for must be here.
    run(["cargo", "fetch", "--locked"], "Fetching the crates", cwd=CHECKOUT)
    run(
        [VENV_PYTHON, FRONT / "evcxr_front" / "warm.py", KERNEL_STATE], "Warming the kernel's build"
    )
    stamp.write(STEP, done_for)
