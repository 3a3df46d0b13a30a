"""Installs libtorch as the `torch` package of .venv: the same files, from mirrors near everyone."""

import os
import shutil
import sys
import urllib.request

from . import libtorch, stamp
from .libtorch_slim import slim
from .paths import VENV, VENV_PYTHON
from .python_env import pip_install
from .report import CommandFailed, SetupError, output_of, say

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
ANSWER_WITHIN_SECONDS = 5
# The CUDA build of PyPI links against these two even when it only computes on the CPU.
LINKED_CUDA_PARTS = ("nvidia-cuda-runtime==13.0.*", "nvidia-cuda-cupti==13.0.*")
TORCH = f"torch=={libtorch.VERSION}"


def install():
    """Installs it and returns its folder."""
    require_free_disk(12 if wants_cuda() else 4)
    if wants_cuda():
        _install_cuda()
    elif sys.platform == "darwin":
        _install_from_pypi(())
    elif not _install_cpu_build():
        _install_from_pypi(LINKED_CUDA_PARTS)
    folder = libtorch.in_venv()
    if folder is None:
        raise SetupError(f"{TORCH} was installed into {VENV}, but its libraries are not there.")
    if sys.platform == "linux" and not wants_cuda():
        slim(folder)
    return folder


def wants_cuda():
    return os.environ.get("CUDA") == "1"


def _install_cuda():
    # A CPU build of the same version would satisfy pip, and stay.
    output_of([VENV_PYTHON, "-m", "pip", "uninstall", "--yes", "torch"], timeout=300)
    pip_install(TORCH, purpose="Installing the CUDA build of libtorch")
    stamp.write("cuda", libtorch.VERSION)


def _install_cpu_build():
    """From pytorch.org, the small one; False when that cannot be had."""
    if not answers(f"{CPU_INDEX}/torch/"):
        say("      pytorch.org does not answer; taking PyPI's larger build without its CUDA parts")
        return False
    try:
        pip_install(
            "--no-deps", "--index-url", CPU_INDEX, TORCH, purpose="Installing libtorch for the CPU"
        )
    except CommandFailed:
        say("      pytorch.org has no build for this system; taking PyPI's")
        return False
    return True


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_WITHIN_SECONDS) as reply:
            return reply.status == 200
    except (OSError, ValueError):
        return False


def _install_from_pypi(parts):
    pip_install("--no-deps", TORCH, *parts, purpose="Installing libtorch from PyPI")


def require_free_disk(gigabytes):
    free = shutil.disk_usage(VENV.parent).free / 1e9
    if free < gigabytes:
        raise SetupError(
            f"The disk of {VENV.parent} has {free:.1f} GB free, and libtorch needs about "
            f"{gigabytes} GB.\nFree some space and run the same command again."
        )
