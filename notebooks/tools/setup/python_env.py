"""The virtual environment .venv with JupyterLab and what the tests need."""

import os
import shutil
import sys

from . import stamp
from .paths import REQUIREMENTS, VENV, VENV_PYTHON
from .report import output_of, run

STEP = "python"
PLACE = "python-place"


def wanted():
    return stamp.fingerprint(REQUIREMENTS, sys.version.split()[0], str(VENV))


def is_done():
    return VENV_PYTHON.exists() and stamp.is_current(STEP, wanted())


def install():
    if not _works():
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", VENV], "Making the virtual environment .venv")
        stamp.write(PLACE, str(VENV))
    pip_install("--requirement", REQUIREMENTS, purpose="Installing JupyterLab into .venv")
    stamp.write(STEP, wanted())


def _works():
    """An environment breaks when it is moved, or the Python it was made from is replaced."""
    if not stamp.is_current(PLACE, str(VENV)):
        return False
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    return VENV_PYTHON.exists() and output_of([VENV_PYTHON, "-c", code]) == here


def pip_install(*arguments, purpose):
    run(
        [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *arguments],
        purpose,
        env=pip_environment(),
    )


def pip_environment():
    """A user-wide `--user` setting would fail inside a virtual environment."""
    return {**os.environ, "PIP_USER": "0"}
