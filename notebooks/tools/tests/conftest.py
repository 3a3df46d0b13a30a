"""What the tests share: the tools' folder on the path, and the kernels to run with."""

import json
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project import KERNEL  # noqa: E402

PLAIN_CONFIG = '[evcxr]\nopt_level = "0"\noffline_mode = true\n'


@pytest.fixture(scope="session")
def rust_kernel():
    """The name of the Rust kernel; skips where set-up has not installed it."""
    try:
        KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        pytest.skip(f"no kernel '{KERNEL}' in {sys.prefix}: run `make setup`")
    return KERNEL


@pytest.fixture(scope="session")
def plain_kernel(rust_kernel, tmp_path_factory):
    """The Rust kernel without libtorch and vae-core: ready in a fraction of the time."""
    folder = tmp_path_factory.mktemp("plain")
    spec = KernelSpecManager().get_kernel_spec(rust_kernel).to_dict()
    python, launcher, state, connection = spec["argv"]
    spec["argv"] = [python, launcher, str(folder), connection]
    (folder / "settings.json").write_bytes((Path(state) / "settings.json").read_bytes())
    (folder / "config").mkdir()
    (folder / "config" / "evcxr.toml").write_text(PLAIN_CONFIG)
    kernel = folder / "kernels" / "rust-plain"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(spec))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield kernel.name
