"""Installs the kernel `Rust (VAE)` into .venv."""

from evcxr_front import install as front
from evcxr_front.description import Kernel

from . import data_folder, rust_src
from .crates import CRATES, FIRST_CELL, OPAQUE, PRELUDE
from .libtorch import SPIN
from .paths import KERNEL_STATE, LOCKFILE, VENV, VENV_PYTHON
from .report import SetupError

NAME = "rust-vae"
DISPLAY_NAME = "Rust (VAE)"
SPEC = VENV / "share" / "jupyter" / "kernels" / NAME


def install(libtorch, evcxr_jupyter):
    """Cheap, so done each time: the paths are those of now."""
    try:
        front.install(description(libtorch), KERNEL_STATE, SPEC, VENV_PYTHON, evcxr_jupyter)
    except front.MissingTool as error:
        raise SetupError(f"{error}, though it was a moment ago; run the same command.") from error


def description(libtorch):
    return Kernel(
        NAME,
        DISPLAY_NAME,
        CRATES,
        first_cell=FIRST_CELL,
        warm_up=PRELUDE,
        opaque=OPAQUE,
        environment={"LIBTORCH": str(libtorch)},
        defaults={"VAE_DATA": data_folder.choose(), **SPIN},
        library_path=(f"{libtorch}/lib",),
        lockfile=str(LOCKFILE),
        rust_src=str(rust_src.FOLDER),
    )
