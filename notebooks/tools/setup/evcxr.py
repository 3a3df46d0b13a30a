"""The Jupyter kernel for Rust: evcxr_jupyter, in the user's ordinary cargo directory."""

import os
from pathlib import Path

from .report import SetupError, output_of, run, say

VERSION = "0.22.0"
NAME = "evcxr_jupyter"


def find():
    """The installed evcxr_jupyter of the wanted version, or None."""
    program = install_root() / "bin" / NAME
    installed = output_of(["cargo", "install", "--list"]) or ""
    return program if lists_wanted_version(installed) and program.exists() else None


def lists_wanted_version(listing):
    """evcxr_jupyter itself cannot tell its version; cargo remembers what it installed."""
    return any(line.startswith(f"{NAME} v{VERSION}:") for line in listing.splitlines())


def install_root():
    named = os.environ.get("CARGO_INSTALL_ROOT") or os.environ.get("CARGO_HOME")
    return Path(named) if named else Path.home() / ".cargo"


def install():
    if output_of(["cargo", "binstall", "-V"]) is not None:
        run(
            ["cargo", "binstall", "--no-confirm", "--locked", f"{NAME}@{VERSION}"],
            f"Installing {NAME} {VERSION} with cargo binstall",
        )
    else:
        say("      no ready-made one here, so cargo builds it: about 10 min on two cores, once")
        run(build_command(), f"Building {NAME} {VERSION}", env=build_environment(), cwd=Path.home())
    found = find()
    if found is None:
        raise SetupError(f"{NAME} {VERSION} was installed, but is not in {install_root() / 'bin'}.")
    return found


def build_command():
    return ["cargo", "install", "--locked", "--force", NAME, "--version", VERSION]


def build_environment():
    """A target folder that the user shares between projects would keep gigabytes of it."""
    return {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
