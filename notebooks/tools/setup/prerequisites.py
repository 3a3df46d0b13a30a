"""What must be on the machine before set-up can do the rest."""

import os
import platform
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .paths import CHECKOUT
from .report import SetupError, output_of, run

OLDEST_PYTHON = (3, 10)
CXX_COMPILERS = ("c++", "g++", "clang++")
RUSTUP = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"


@dataclass(frozen=True)
class Remedy:
    """The command that installs what is missing, by system."""

    debian: str
    fedora: str
    macos: str

    def here(self):
        system = system_family()
        if system:
            return f"  {getattr(self, system)}"
        return (
            f"  Debian, Ubuntu:  {self.debian}\n"
            f"  Fedora:          {self.fedora}\n"
            f"  macOS:           {self.macos}"
        )


RUST = Remedy(RUSTUP, RUSTUP, RUSTUP)
COMPILER = Remedy("sudo apt install g++", "sudo dnf install gcc-c++", "xcode-select --install")
PYTHON = Remedy(
    "sudo apt install python3 python3-venv", "sudo dnf install python3", "brew install python"
)


def system_family(os_release=Path("/etc/os-release")):
    """'debian', 'fedora', 'macos', or None where we cannot tell."""
    if platform.system() == "Darwin":
        return "macos"
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    words = {
        word
        for line in lines
        if line.startswith(("ID=", "ID_LIKE="))
        for word in line.split("=", 1)[1].strip('"').split()
    }
    if words & {"debian", "ubuntu"}:
        return "debian"
    if words & {"fedora", "rhel", "centos"}:
        return "fedora"
    return None


def check():
    """Raises SetupError that names everything missing at once."""
    found = (_system(), _python(), _compiler(), _rust(), _cargo_home())
    if problems := [problem for problem in found if problem]:
        raise SetupError("\n".join(problems))
    _ensure_rust_src()


def missing(what, why, remedy):
    return f"{what} is missing ({why}). Install it with\n{remedy.here()}"


def _system():
    if platform.system() in ("Linux", "Darwin"):
        return None
    return f"{platform.system()} is not supported; use Linux, macOS, or Linux inside WSL 2."


def _python():
    found = sys.version_info[:2]
    if found < OLDEST_PYTHON:
        return missing(
            "Python 3.10 or newer", f"this is {found[0]}.{found[1]}, at {sys.executable}", PYTHON
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return missing("Python's venv module", f"looked in {sys.executable}", PYTHON)
    return None


def _compiler():
    if cxx_compiler():
        return None
    return missing("A C++ compiler", f"looked for {', '.join(CXX_COMPILERS)}", COMPILER)


def cxx_compiler():
    return next((path for name in CXX_COMPILERS if (path := shutil.which(name))), None)


def _rust():
    version = rust_version()
    if version is None:
        return missing("The Rust toolchain", "cargo and rustc do not run", RUST)
    if version < oldest_rust():
        wanted = ".".join(map(str, oldest_rust()))
        found = ".".join(map(str, version))
        return f"Rust {wanted} or newer is needed, this is {found}. Run\n  rustup update stable"
    return None


def _cargo_home():
    """Crates are kept there, and evcxr_jupyter."""
    folder = cargo_home()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if os.access(existing, os.W_OK):
        return None
    return (
        f"Cargo keeps what it downloads in {folder}, and {existing} cannot be written to. Name\n"
        "another folder, and the same command goes on:\n"
        f"  export CARGO_HOME={CHECKOUT / 'target' / 'cargo'}"
    )


def cargo_home():
    return Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo").absolute()


def oldest_rust():
    """The workspace's `rust-version`, as (major, minor)."""
    manifest = (CHECKOUT / "Cargo.toml").read_text(encoding="utf-8")
    return tuple(map(int, re.search(r'^rust-version = "(\d+)\.(\d+)', manifest, re.M).groups()))


def rust_version():
    """(major, minor) of rustc, or None when rustc or cargo does not run."""
    if output_of(["cargo", "--version"]) is None:
        return None
    words = (output_of(["rustc", "--version"]) or "").split()
    if len(words) < 2:
        return None
    major, minor = words[1].split(".")[:2]
    return int(major), int(minor)


def _ensure_rust_src():
    """The kernel reads variables' types with rust-analyzer, which needs Rust's own sources."""
    sysroot = output_of(["rustc", "--print", "sysroot"]) or ""
    if (Path(sysroot) / "lib/rustlib/src/rust/library/std/src/lib.rs").exists():
        return
    remedy = "rustup component add rust-src"
    if not shutil.which("rustup"):
        raise SetupError(
            "Rust's own sources (component rust-src) are missing, and rustup is not here to add\n"
            "them: install them from where this Rust came from, or Rust by rustup."
        )
    run(remedy.split(), f"Adding Rust's own sources (`{remedy}`)")
