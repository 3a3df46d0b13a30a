"""PyTorch for comparison, of libtorch's version, and JAX where it can be had, in an environment of
their own.
"""

import sys

from setup import libtorch
from setup.libtorch_install import CPU_INDEX, TORCH, answers
from setup.paths import TARGET
from setup.python_env import pip_environment
from setup.report import SetupError, output_of, run, say

FOLDER = TARGET / "bench" / "pytorch"
PYTHON = FOLDER / "bin" / "python"
# torch.compile builds small Python extensions; exported weights are loaded by safetensors.
BESIDES = ("numpy", "safetensors", "setuptools")


def python():
    """The Python that has it, installed on the first call."""
    if _version(PYTHON) != libtorch.VERSION:
        say(f"Installing PyTorch {libtorch.VERSION} into {FOLDER}, once")
        _install()
    return PYTHON


def _version(program):
    code = "import torch; print(torch.__version__.split('+')[0])"
    return output_of([program, "-c", code])


def _install():
    run([sys.executable, "-m", "venv", FOLDER], "Making an environment for PyTorch")
    # The Linux wheels of PyPI bring CUDA along; pytorch.org's own are small.
    small = sys.platform == "linux" and answers(f"{CPU_INDEX}/torch/")
    index = ["--extra-index-url", CPU_INDEX] if small else []
    wanted = f"{TORCH}+cpu" if small else TORCH
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *index]
    run([*pip, wanted, *BESIDES], "Installing PyTorch", env=pip_environment())
    try:
        run([*pip, "jax"], "Installing JAX", env=pip_environment())
    except SetupError as error:
        say(f"Without JAX: {error}")
