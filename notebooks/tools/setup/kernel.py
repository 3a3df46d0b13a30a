"""Installs the kernel `Rust (VAE)` into .venv and warms the build that its copies start from."""

import json
import os
import shutil

from . import rust_src
from .paths import CHECKOUT, CRATE, KERNEL_STATE, LOCKFILE, TOOLS, VENV, VENV_PYTHON
from .report import SetupError, output_of

NAME = "rust-vae"
DISPLAY_NAME = "Rust (VAE)"
SPEC = VENV / "share" / "jupyter" / "kernels" / NAME

EVCXR_CONFIG = """\
# Written by set-up. Cells compile at level 0, in half a second; their dependencies at level 3
# (see .cargo/config.toml). Nothing is fetched while a notebook runs.
[evcxr]
opt_level = "0"
offline_mode = true
# The first variable makes rust-analyzer read all dependencies: better at start than in a cell.
prelude = "let first = tch::Tensor::from(0.0_f32); drop(first);"

[dependencies]
tch = "0.26"
vae-core = {{ path = {crate}, default-features = false }}
"""


def install(libtorch, evcxr_jupyter):
    """Cheap, so done each time: the paths are those of now."""
    write(KERNEL_STATE / "settings.json", json.dumps(settings(libtorch, evcxr_jupyter), indent=1))
    write(KERNEL_STATE / "config" / "evcxr.toml", EVCXR_CONFIG.format(crate=json.dumps(str(CRATE))))
    write(SPEC / "kernel.json", json.dumps(kernel_spec(), indent=1))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def kernel_spec(state=KERNEL_STATE):
    launcher = TOOLS / "launcher" / "launch.py"
    return {
        "argv": [str(VENV_PYTHON), str(launcher), str(state), "{connection_file}"],
        "display_name": DISPLAY_NAME,
        "language": "rust",
        "interrupt_mode": "message",
    }


def settings(libtorch, evcxr_jupyter):
    cargo = tool("cargo")
    return {
        "libtorch": str(libtorch),
        "evcxr_jupyter": str(evcxr_jupyter),
        "cargo": cargo,
        "rustc": tool("rustc"),
        "cargo_bin": os.path.dirname(shutil.which("cargo") or cargo),
        "lockfile": str(LOCKFILE),
        "rust_src": str(rust_src.FOLDER),
        "data": os.environ.get("VAE_DATA") or str(CHECKOUT / "data"),
    }


def tool(name):
    """The program itself rather than rustup's proxy, which costs each cell some time."""
    found = output_of(["rustup", "which", name], cwd=CHECKOUT) or shutil.which(name)
    if not found:
        raise SetupError(f"{name} was here a moment ago and is gone; run the same command again.")
    return found
