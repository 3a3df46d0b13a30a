"""What the tests share: the tools' folder on the path, and the kernel to run with."""

import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project import KERNEL  # noqa: E402


@pytest.fixture(scope="session")
def rust_kernel():
    """The name of the Rust kernel; skips where set-up has not installed it."""
    try:
        KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        pytest.skip(f"no kernel '{KERNEL}' in {sys.prefix}: run `make setup`")
    return KERNEL
