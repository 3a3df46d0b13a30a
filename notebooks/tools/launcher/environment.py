"""What a kernel's process must know: libtorch, evcxr's configuration, the build folder."""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What a user's shell may set for other projects, and would spoil the warmed build.
FOREIGN = (
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET",
    "RUSTC_WRAPPER",
    "RUSTUP_TOOLCHAIN",
    "LIBTORCH_USE_PYTORCH",
)


def settings(state):
    """What set-up found: paths of libtorch, cargo, rustc and evcxr_jupyter."""
    return json.loads((state / "settings.json").read_text(encoding="utf-8"))


def for_kernel(state, build_folder, found, base=os.environ):
    environment = {name: value for name, value in base.items() if name not in FOREIGN}
    environment.update(
        EVCXR_CONFIG_DIR=str(state / "config"),
        EVCXR_TMPDIR=str(build_folder),
        LIBTORCH=found["libtorch"],
        RUST_BACKTRACE="0",
        RUST_SRC_PATH=found["rust_src"],
        # rust-analyzer looks for cargo in this folder's bin; the cargo there sets it right again.
        CARGO_HOME=str(HERE),
        VAE_KERNEL_CARGO_HOME=base.get("CARGO_HOME", ""),
        VAE_KERNEL_PYTHON=sys.executable,
        VAE_KERNEL_CARGO=found["cargo"],
        VAE_KERNEL_RUSTC=found["rustc"],
        VAE_KERNEL_LOCKFILE=found["lockfile"],
    )
    environment[library_path()] = joined(f"{found['libtorch']}/lib", base.get(library_path()))
    environment["PATH"] = joined(str(HERE / "bin"), base.get("PATH"), found["cargo_bin"])
    environment.setdefault("VAE_DATA", found["data"])
    return environment


def library_path():
    return "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"


def joined(*parts):
    return os.pathsep.join(part for part in parts if part)
