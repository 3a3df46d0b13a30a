"""Finds libtorch, and refuses one that tch was not made for."""

import os
import re
import sys
from pathlib import Path

from . import stamp
from .paths import VENV
from .report import SetupError, output_of

STEP = "libtorch"
VERSION = "2.13.0"
NEEDED_BY = "tch 0.26"
# Its threads that wait go to sleep after so many rounds. By default they spin on, and on a busy
# machine keep the processors from those that work: training then takes many times as long.
SPIN = {"GOMP_SPINCOUNT": "30000"}
LIBRARY_SUFFIX = "dylib" if sys.platform == "darwin" else "so"


def version_of(folder):
    """The version of the libtorch in `folder`, without a suffix such as +cpu; None if unknown."""
    build_version = folder / "build-version"
    if build_version.exists():
        return build_version.read_text().strip().split("+")[0] or None
    version_py = folder / "version.py"
    if version_py.exists():
        found = re.search(r"__version__\s*=\s*['\"]([^'\"+]+)", version_py.read_text())
        return found.group(1) if found else None
    return None


def problem_with(folder):
    """Why `folder` is no libtorch that fits, or None when it fits."""
    for needed in ("include", f"lib/libtorch_cpu.{LIBRARY_SUFFIX}"):
        if not (folder / needed).exists():
            return f"{folder} is no libtorch: it has no {needed}"
    found = version_of(folder)
    if found is None:
        return (
            f"{folder} tells no version (neither build-version nor version.py is there);\n"
            f"wanted: {VERSION}"
        )
    if found != VERSION:
        return f"libtorch in {folder}\n  found:  {found}\n  wanted: {VERSION} (for {NEEDED_BY})"
    return None


def find():
    """libtorch by the order of preference, or None when one must be installed."""
    named = from_user()
    if named:
        return named
    if os.environ.get("CUDA") == "1":
        return in_venv() if stamp.is_current("cuda", VERSION) else None
    return remembered() or from_python() or in_venv()


def from_user(environ=os.environ):
    """What LIBTORCH names; a wrong one is an error, because the user asked for it."""
    named = environ.get("LIBTORCH")
    if not named:
        return None
    folder = Path(named).expanduser().resolve()
    problem = problem_with(folder)
    if problem:
        raise SetupError(
            f"LIBTORCH cannot be used.\n{problem}\n"
            f"Point LIBTORCH at libtorch {VERSION}, or unset it and set-up fetches one."
        )
    return folder


def remember(folder):
    stamp.write(STEP, str(folder))


def remembered():
    """The choice of an earlier set-up, so that LIBTORCH need not be set each time."""
    folder = stamp.read(STEP)
    if folder and problem_with(Path(folder)) is None:
        return Path(folder)
    return None


def from_python(python="python3"):
    """The torch package of the active Python, where its version fits."""
    code = (
        "import importlib.util as u; s = u.find_spec('torch'); "
        "print(s.submodule_search_locations[0] if s else '')"
    )
    folder = output_of([python, "-c", code])
    if folder and problem_with(Path(folder)) is None:
        return Path(folder).resolve()
    return None


def in_venv():
    """What set-up itself installed."""
    folders = sorted(VENV.glob("lib/python*/site-packages/torch"))
    return next((folder for folder in folders if problem_with(folder) is None), None)
