"""Installs a kernel for a project's crates:

evcxr-front NAME --dep 'ndarray = "0.16"' --dep 'mine = { path = "/home/me/mine" }'
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from . import install
from .description import Kernel, TomlCrate

HERE = Path(__file__).resolve().parent
# Beside the package where it is installed, one folder up in its repository.
CRATE = next(f for f in (HERE / "crate", HERE.parent / "crate") if (f / "Cargo.toml").exists())


FETCH = """\
[package]
name = "fetch"
edition = "2024"

[dependencies]
{crates}

[workspace]
"""


def arguments(given):
    parser = argparse.ArgumentParser(
        "evcxr-front", description="Installs a Jupyter kernel for Rust, and compiles its crates."
    )
    parser.add_argument("name", help="of the kernel, such as rust-mine")
    parser.add_argument("--display-name", help="as Jupyter lists it")
    parser.add_argument("--dep", action="append", default=[], help="a line of [dependencies]")
    parser.add_argument(
        "--imports", default="", help="a first cell to compile, such as `use a::*;`"
    )
    parser.add_argument("--prefix", type=Path, default=Path(sys.prefix), help="where Jupyter looks")
    parser.add_argument("--state", type=Path, help="the folder of the compiled crates")
    parser.add_argument("--evcxr", type=Path, default=install.cargo_bin() / "evcxr_jupyter")
    return parser.parse_args(given)


def main(given=None):
    chosen = arguments(given)
    if not chosen.evcxr.exists():
        sys.exit(f"There is no {chosen.evcxr}: run `cargo install --locked evcxr_jupyter`.")
    state = chosen.state or default_state() / chosen.name
    front = f'notebook-front = {{ path = "{CRATE}" }}'
    crates = [TomlCrate(line) for line in (front, *chosen.dep)]
    display_name = chosen.display_name or chosen.name
    kernel = Kernel(chosen.name, display_name, crates, first_cell=chosen.imports)
    spec = chosen.prefix / "share" / "jupyter" / "kernels" / chosen.name
    install.install(kernel, state, spec, sys.executable, chosen.evcxr)
    fetch(state, crates)
    code = subprocess.call([sys.executable, HERE / "warm.py", state])
    if code == 0:
        print(f"The kernel {display_name} is installed in {spec}.")
    return code


def default_state():
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "evcxr-front"


def fetch(state, crates):
    """Kernels never reach for the network, so all that they need must be here."""
    folder = state / "fetch"
    lines = "\n".join(crate.toml() for crate in crates)
    manifest = (
        f'[package]\nname = "fetch"\nedition = "2024"\n\n[dependencies]\n{lines}\n\n[workspace]\n'
    )
    install.write(folder / "Cargo.toml", manifest)
    install.write(folder / "src" / "lib.rs", "")
    subprocess.run(["cargo", "fetch"], cwd=folder, check=True)


if __name__ == "__main__":
    sys.exit(main())
