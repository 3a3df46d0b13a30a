"""Writes what a kernel needs: its settings, evcxr's configuration, the spec that Jupyter lists."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from . import environment

HERE = Path(__file__).resolve().parent

EVCXR_CONFIG = """\
# Written by evcxr-front. Cells compile at level 0, in half a second. Nothing is fetched while a
# notebook runs.
[evcxr]
opt_level = "0"
offline_mode = true
# After its first `?` evcxr compiles all cells so that they may have one: here, from the first on.
prelude = "Ok::<(), std::fmt::Error>(())?;"

[dependencies]
{crates}
"""


class MissingTool(Exception):
    """A program that must be there is not."""


def install(kernel, state, spec, python, evcxr_jupyter):
    """Cheap, so done each time: the paths are those of now."""
    write(state / "settings.json", json.dumps(settings(kernel, state, evcxr_jupyter), indent=1))
    write(state / "config" / "evcxr.toml", evcxr_config(kernel))
    write(
        spec / "kernel.json", json.dumps(kernel_spec(kernel.display_name, state, python), indent=1)
    )


def evcxr_config(kernel):
    crates = "\n".join(crate.toml() for crate in kernel.crates)
    return EVCXR_CONFIG.format(crates=crates)


def kernel_spec(display_name, state, python):
    return {
        "argv": [str(python), str(HERE / "launch.py"), str(state), "{connection_file}"],
        "display_name": display_name,
        "language": "rust",
        "interrupt_mode": "message",
    }


def settings(kernel, state, evcxr_jupyter):
    return {
        "evcxr_jupyter": str(evcxr_jupyter),
        "cargo": tool("cargo"),
        "rustc": tool("rustc"),
        "rustfmt": tool("rustfmt", needed=False),
        "path": environment.joined(os.environ.get("PATH"), os.path.dirname(tool("cargo"))),
        "lockfile": kernel.lockfile or str(state / "Cargo.lock"),
        "locked": kernel.crates[0].name if kernel.crates else "",
        "rust_src": kernel.rust_src,
        "opaque": list(kernel.opaque),
        "first_cell": kernel.first_cell,
        "warm_up": kernel.warm_up,
        "environment": kernel.environment,
        "of_builds": environment.of_builds(),
        "cargo_home": os.environ.get("CARGO_HOME", ""),
        "defaults": kernel.defaults,
        "library_path": list(kernel.library_path),
    }


def cargo_bin():
    named = os.environ.get("CARGO_INSTALL_ROOT") or os.environ.get("CARGO_HOME")
    return Path(named or Path.home() / ".cargo") / "bin"


def tool(name, needed=True):
    """The program itself rather than rustup's proxy, which costs each cell some time."""
    try:
        asked = subprocess.run(["rustup", "which", name], capture_output=True, text=True)
        found = asked.stdout.strip() if asked.returncode == 0 else None
    except OSError:
        found = None
    found = found or shutil.which(name)
    if needed and not found:
        raise MissingTool(f"{name} is not here")
    return found


def write(path, text):
    """All or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)
