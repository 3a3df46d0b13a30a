"""Builds the `vae` program and puts it at .venv/bin/vae."""

import os
import shutil

from .paths import CARGO_CONFIG, CHECKOUT, PROGRAM, TARGET
from .report import run

CARGO_CONFIG_TEXT = """\
# Written by set-up. Lets plain `cargo build` and `cargo test` find libtorch in this checkout.
# A variable of the same name in your shell comes first.
[env]
LIBTORCH = "{libtorch}"

# The kernel builds its cells with evcxr's own profile; this one makes their dependencies fast.
[profile.dev.package."*"]
opt-level = 3
debug = false
"""


def write_cargo_config(libtorch):
    """Rewritten only when it changes: cargo rebuilds what reads LIBTORCH."""
    text = CARGO_CONFIG_TEXT.format(libtorch=str(libtorch).replace("\\", "\\\\"))
    if CARGO_CONFIG.exists() and CARGO_CONFIG.read_text() == text:
        return
    CARGO_CONFIG.parent.mkdir(exist_ok=True)
    CARGO_CONFIG.write_text(text)


def build(libtorch):
    """Cargo itself knows in no time when nothing changed."""
    environment = cargo_environment(libtorch)
    run(
        ["cargo", "build", "--release", "--locked", "--package", "vae-core", "--bin", "vae"],
        "Building the vae program",
        cwd=CHECKOUT,
        env=environment,
    )
    built = TARGET / "release" / "vae"
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < built.stat().st_mtime:
        new = PROGRAM.with_suffix(".new")
        shutil.copy2(built, new)
        os.replace(new, PROGRAM)


def cargo_environment(libtorch):
    environment = {**os.environ, "LIBTORCH": str(libtorch), "CARGO_TARGET_DIR": str(TARGET)}
    environment.pop("LIBTORCH_USE_PYTORCH", None)
    return environment
