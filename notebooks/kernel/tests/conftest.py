"""What the tests share: the package's folder on the path, and kernels to talk to."""

import subprocess
import sys
from pathlib import Path

import pytest
from once import once
from talk import Talk

from evcxr_front import install
from evcxr_front.description import Crate, Kernel

FRONT = Path(__file__).resolve().parents[1]
EVCXR = Path.home() / ".cargo" / "bin" / "evcxr_jupyter"
CRATE = Crate("notebook-front", path=str(FRONT / "crate"))
SECONDS_TO_WARM = 300


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: goes by the clock; nothing may run beside it")


def make_kernel(folder, name="rust-front", crates=(CRATE,), **more):
    """Installs and warms a kernel below `folder`, which belongs on JUPYTER_PATH."""
    state, spec = folder / "state", folder / "kernels" / name
    kernel = Kernel(name, "Rust (front)", list(crates), **more)
    install.install(kernel, state, spec, sys.executable, EVCXR)
    warm = [sys.executable, install.HERE / "warm.py", state]
    subprocess.run(warm, check=True, timeout=SECONDS_TO_WARM)
    return state


@pytest.fixture(scope="session")
def kernel_folder(tmp_path_factory):
    if not EVCXR.exists():
        pytest.skip(f"there is no {EVCXR}")
    first_cell = "use notebook_front::*;"
    return once(tmp_path_factory, "kernel", lambda at: make_kernel(at, first_cell=first_cell))


@pytest.fixture
def kernel_name(kernel_folder, monkeypatch):
    """A kernel with the small crate alone, on Jupyter's path."""
    monkeypatch.setenv("JUPYTER_PATH", str(kernel_folder))
    return "rust-front"


@pytest.fixture(scope="module")
def talk(kernel_folder, tmp_path_factory):
    """A running kernel of that kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(kernel_folder))
        with Talk("rust-front", tmp_path_factory.mktemp("talk")) as talking:
            yield talking
