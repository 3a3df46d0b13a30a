"""The Jupyter kernel for Rust: evcxr_jupyter, ready-made or in cargo's ordinary directory."""

import os
from contextlib import contextmanager
from pathlib import Path

from . import evcxr_release
from .background import Background
from .paths import LOG
from .prerequisites import cargo_home
from .report import SetupError, output_of

VERSION = "0.22.0"
NAME = "evcxr_jupyter"
LOG_FILE = LOG.with_name("evcxr.log")


def find():
    """The installed evcxr_jupyter of the wanted version, or None."""
    program = install_root() / "bin" / NAME
    installed = output_of(["cargo", "install", "--list"]) or ""
    if lists_wanted_version(installed) and program.exists():
        return program
    ready_made = evcxr_release.place(NAME, VERSION)
    return ready_made if ready_made.exists() else None


def lists_wanted_version(listing):
    """evcxr_jupyter itself cannot tell its version; cargo remembers what it installed."""
    return any(line.startswith(f"{NAME} v{VERSION}:") for line in listing.splitlines())


def install_root():
    named = os.environ.get("CARGO_INSTALL_ROOT")
    return Path(named) if named else cargo_home()


@contextmanager
def installation():
    """Yields what waits for evcxr_jupyter and returns its path.

    Where it is missing and no ready-made one serves, it is compiled while set-up goes on: nothing
    before the kernel's own build needs it, and cargo does not keep every core busy with it.
    """
    program = find() or evcxr_release.fetch(NAME, VERSION)
    if program:
        yield lambda: program
        return
    with Background(
        build_command(),
        f"Installing {NAME} {VERSION}",
        LOG_FILE,
        env=build_environment(),
        cwd=Path.home(),
    ) as running:
        yield lambda: _installed(running)


def _installed(running):
    running.wait()
    found = find()
    if found is None:
        raise SetupError(f"{NAME} {VERSION} was installed, but is not in {install_root() / 'bin'}.")
    return found


# Parts of evcxr that answer at once however they are compiled: completion, the protocol, text.
# What infers types stays at level 3: at level 1 a kernel starts 2.6 s later.
QUICKLY_COMPILED = (
    "ra_ap_ide",
    "ra_ap_ide_assists",
    "ra_ap_ide_completion",
    "ra_ap_ide_diagnostics",
    "ra_ap_ide_ssr",
    "evcxr",
    "evcxr_jupyter",
    "tokio",
    "zeromq",
    "regex-automata",
    "regex-syntax",
    "futures-util",
    "object",
    "gimli",
    "pulldown-cmark",
    "tracing-subscriber",
)


def build_command():
    settings = (f"profile.release.package.{name}.opt-level=1" for name in QUICKLY_COMPILED)
    options = [word for setting in settings for word in ("--config", setting)]
    return ["cargo", "install", *options, "--locked", "--force", NAME, "--version", VERSION]


def build_environment():
    """A target folder that the user shares between projects would keep gigabytes of it."""
    return {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
