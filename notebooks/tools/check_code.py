"""Form and warnings: rustfmt, clippy, rustdoc, ruff. `make check`, and a part of `make test`."""

import subprocess
import sys
from pathlib import Path

from setup import program
from setup.libtorch import remembered
from setup.paths import CHECKOUT, NOTEBOOKS

RUFF = str(Path(sys.executable).with_name("ruff"))
# In release, whose crates set-up and the tests compile anyway.
CHECKS = {
    "rustfmt": ["cargo", "fmt", "--all", "--check"],
    "clippy": [
        *("cargo", "clippy", "--release", "--workspace", "--all-targets", "--locked", "-q"),
        *("--", "-D", "warnings"),
    ],
    "rustdoc": ["cargo", "doc", "--release", "--workspace", "--no-deps", "--locked", "-q"],
    "ruff check": [RUFF, "check", "-q", NOTEBOOKS],
    "ruff format": [RUFF, "format", "-q", "--check", NOTEBOOKS],
}


def run(name):
    """Whether a check passes; one that does not says why by itself."""
    environment = {**program.cargo_environment(remembered()), "RUSTDOCFLAGS": "-D warnings"}
    is_good = subprocess.call(CHECKS[name], cwd=CHECKOUT, env=environment) == 0
    print(f"check {name} ... {'ok' if is_good else 'FAILED'}", flush=True)
    return is_good


def main():
    outcomes = [run(name) for name in CHECKS]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
