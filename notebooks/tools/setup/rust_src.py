"""A slimmer copy of Rust's standard library sources, for the kernel's eyes only.

To learn the type of a new variable, the kernel lets rust-analyzer read these sources. More than
half of them is `stdarch`, the processors' intrinsics, which no notebook uses; without them a
kernel starts sooner and its first variable comes sooner.
"""

import os
import shutil
from pathlib import Path

from . import stamp
from .paths import CHECKOUT, KERNEL_STATE
from .report import output_of

STEP = "rust-src"
FOLDER = KERNEL_STATE / "rust-src"


def original():
    sysroot = output_of(["rustc", "--print", "sysroot"], cwd=CHECKOUT) or ""
    return Path(sysroot) / "lib" / "rustlib" / "src" / "rust" / "library"


def left_out(folder, names):
    """Drops sources, and keeps every crate's manifest, because cargo looks for each of them."""
    dropped = [name for name in names if name in ("tests", "benches")]
    if Path(folder).name == "core_arch":
        dropped += [name for name in names if name in ("src", "crates")]
    return dropped


def prepare():
    wanted = f"{output_of(['rustc', '-vV'], cwd=CHECKOUT)} without core_arch"
    if FOLDER.is_dir() and stamp.is_current(STEP, wanted):
        return
    new = FOLDER.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(original(), new, ignore=left_out)
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.replace(new, FOLDER)
    stamp.write(STEP, wanted)
