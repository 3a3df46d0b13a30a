"""Builds the `vae` program and puts it at .venv/bin/vae."""

import os
import shutil

from .paths import CHECKOUT, PROGRAM, TARGET
from .report import run


def build(libtorch):
    """Cargo itself knows in no time when nothing changed."""
    run(
        ["cargo", "build", "--release", "--locked", "--package", "vae-thesis", "--bin", "vae"],
        "Building the vae program",
        cwd=CHECKOUT,
        env=cargo_environment(libtorch),
    )
    install(TARGET / "release" / "vae")


def install(built):
    """A copy, so that `cargo clean` leaves the program in place."""
    if PROGRAM.exists() and PROGRAM.stat().st_mtime >= built.stat().st_mtime:
        return
    new = PROGRAM.with_suffix(".new")
    shutil.copy2(built, new)
    os.replace(new, PROGRAM)


def cargo_environment(libtorch):
    environment = {**os.environ, "LIBTORCH": str(libtorch), "CARGO_TARGET_DIR": str(TARGET)}
    environment.pop("LIBTORCH_USE_PYTORCH", None)
    return environment
