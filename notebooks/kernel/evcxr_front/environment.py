"""What a kernel's process must know, and what it must not take from the user's shell."""

import json
import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What decides how crates are compiled. A kernel has the values that its warmed build had.
OF_BUILDS = re.compile(
    r"^(CARGO_(?!HOME$|HTTP_|NET_|REGISTR|MANIFEST_LINKS).*|RUSTC.*|RUSTFLAGS|RUSTDOC.*"
    r"|RUSTUP_TOOLCHAIN|((HOST|TARGET)_)?(CC|CXX|AR|LD|RANLIB|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS)(_.*)?"
    r"|PKG_CONFIG.*|LIBTORCH.*|TORCH_.*)$"
)


def settings(state):
    return json.loads((state / "settings.json").read_text(encoding="utf-8"))


def of_builds(base=os.environ):
    return {name: value for name, value in base.items() if OF_BUILDS.match(name)}


def for_kernel(state, build_folder, found, base=os.environ):
    variables = {name: value for name, value in base.items() if not OF_BUILDS.match(name)}
    variables.update(found["of_builds"], **found["environment"])
    variables.update(
        EVCXR_CONFIG_DIR=str(state / "config"),
        EVCXR_TMPDIR=str(build_folder),
        NOTEBOOK_FRONT=str(build_folder),
        RUST_BACKTRACE="0",
        # rust-analyzer looks for cargo in this folder's bin; the cargo there sets it right again.
        CARGO_HOME=str(HERE),
        EVCXR_FRONT_CARGO_HOME=found["cargo_home"],  # where the warmed build's crates are
        EVCXR_FRONT_PYTHON=sys.executable,
        EVCXR_FRONT_CARGO=found["cargo"],
        EVCXR_FRONT_RUSTC=found["rustc"],
        EVCXR_FRONT_PATH=found["path"],
        EVCXR_FRONT_LOCKFILE=found["lockfile"],
        EVCXR_FRONT_LOCKED=found["locked"],
        EVCXR_FRONT_OPAQUE=" ".join(found["opaque"]),
    )
    if found["rust_src"]:
        variables["RUST_SRC_PATH"] = found["rust_src"]
    if found["rust_src"] and has_our_crates(found):
        variables["RUST_SRC_PATH"] = str(build_folder / "rust-src")
        variables["EVCXR_FRONT_RUST_SRC"] = found["rust_src"]
    libraries = joined(*found["library_path"], base.get(library_path()))
    if libraries:
        variables[library_path()] = libraries
    variables["PATH"] = joined(str(HERE / "bin"), base.get("PATH"), found["path"])
    for name, value in found["defaults"].items():
        variables.setdefault(name, value)
    return variables


def has_our_crates(found):
    """Whether evcxr will ask for crates that are known to exist (see start.sh)."""
    return bool(found["locked"]) and not Path("evcxr.toml").exists()


def library_path():
    return "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"


def joined(*parts):
    return os.pathsep.join(part for part in parts if part)
