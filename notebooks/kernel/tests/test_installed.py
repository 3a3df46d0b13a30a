"""Another project installs the package with pip, and has a kernel of its own."""

import os
import shutil
import subprocess
import sys
import venv

import pytest
from conftest import EVCXR, FRONT
from talk import Talk


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A fresh environment with the package alone, and a kernel with ndarray alone."""
    folder = tmp_path_factory.mktemp("project")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    package = shutil.copytree(FRONT, folder / "evcxr-front")  # pip builds in place
    if subprocess.call([*pip, package]) != 0:
        pytest.skip("pip cannot reach what the package depends on")
    made = [python, "-m", "evcxr_front", "rust-nd", "--state", folder / "state", "--evcxr", EVCXR]
    crates = [
        "--dep",
        'ndarray = { version = "0.16", default-features = false, features = ["std"] }',
    ]
    subprocess.run([*made, *crates], check=True, cwd=folder)
    return folder


def test_its_kernel_is_honest_and_has_its_crate(project, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(project / "venv" / "share" / "jupyter"))
    with Talk("rust-nd", project) as talk:
        talk.good("use ndarray::prelude::*;\nlet a = array![[1., 2.], [3., 4.]];")
        assert talk.good("a.sum()").value == "10.0"
        failed = talk.run("a.dot(&array![1.]);")
        assert failed.status == "error" and "not compatible" in failed.reply["evalue"]
        assert talk.good("notebook_front::is_here()").value == "true"
        assert not [line for line in failed.reply["traceback"] if str(FRONT) in line]


def test_the_command_is_there(project):
    program = project / "venv" / "bin" / "evcxr-front"
    assert subprocess.run([program, "--help"], capture_output=True).returncode == 0
    assert os.path.dirname(sys.executable) != str(program.parent)
