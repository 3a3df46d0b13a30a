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
CRATES = ("alloc", "core", "panic_abort", "panic_unwind", "proc_macro", "std", "test", "unwind")
LEFT_OUT = shutil.ignore_patterns("tests", "benches", "*.md", "*.toml", "*.txt")


def original():
    sysroot = output_of(["rustc", "--print", "sysroot"], cwd=CHECKOUT) or ""
    return Path(sysroot) / "lib" / "rustlib" / "src" / "rust" / "library"


def prepare():
    wanted = output_of(["rustc", "-vV"], cwd=CHECKOUT) or ""
    if FOLDER.is_dir() and stamp.is_current(STEP, wanted):
        return
    new = FOLDER.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    for crate in CRATES:
        source = original() / crate
        if source.is_dir():
            shutil.copytree(source, new / crate, ignore=LEFT_OUT)
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.replace(new, FOLDER)
    stamp.write(STEP, wanted)
