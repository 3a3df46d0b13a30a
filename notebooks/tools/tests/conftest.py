"""What the tests share: the tools' folder, made notebooks, and the kernel to run them."""

import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import project  # noqa: E402


@pytest.fixture
def rust_kernel():
    """The name of the Rust kernel; skips where set-up has not installed it."""
    try:
        KernelSpecManager().get_kernel_spec(project.KERNEL)
    except NoSuchKernel:
        pytest.skip(f"no kernel '{project.KERNEL}' in {sys.prefix}: run `make setup`")
    return project.KERNEL


@pytest.fixture
def make_notebook(tmp_path):
    """Writes a notebook of code cells (text) and Markdown cells (`md('…')`)."""

    def make(*cells, name="sample.ipynb"):
        notebook = nbformat.v4.new_notebook(cells=[as_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": project.KERNEL,
            "display_name": "Rust (VAE)",
            "language": "rust",
        }
        path = tmp_path / name
        nbformat.write(notebook, path)
        return path

    return make


def as_cell(cell):
    return nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell
