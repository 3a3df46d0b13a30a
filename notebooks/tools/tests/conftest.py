"""What the tests share: the tools' folder on the path, and the kernels to run with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "kernel"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "kernel" / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import reader
from once import once

import book
from project import KERNEL, ROOT, chapters
from setup import libtorch

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PLAIN_CONFIG = '[evcxr]\nopt_level = "0"\noffline_mode = true\n'


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: goes by the clock; nothing may run beside it")


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
    settings = json.loads((Path(state) / "settings.json").read_text())
    (folder / "settings.json").write_text(json.dumps({**settings, "locked": ""}))
    (folder / "config").mkdir()
    (folder / "config" / "evcxr.toml").write_text(PLAIN_CONFIG)
    kernel = folder / "kernels" / "rust-plain"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(spec))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield kernel.name


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The folder of the pages that the crate's example writes."""
    torch = os.environ.get("LIBTORCH") or libtorch.remembered()
    if not torch:
        pytest.skip("libtorch is missing: run `make setup`")
    once(tmp_path_factory, "pages", lambda _: write_pages(torch))
    return TARGET / "widgets"


def write_pages(torch):
    environment = {**os.environ, "LIBTORCH": str(torch), "CARGO_TARGET_DIR": str(TARGET)}
    command = [os.environ.get("CARGO", "cargo"), "run", "--release", "--locked", "--quiet"]
    subprocess.run(
        [*command, "--package", "vae-plot", "--example", "widgets"],
        cwd=ROOT,
        env=environment,
        check=True,
    )


@pytest.fixture(scope="session")
def expected(pages):
    """What libtorch computes for the same pages."""
    return json.loads((pages / "expected.json").read_text())


@pytest.fixture(scope="session")
def kept_book(tmp_path_factory):
    """The pages of all chapters, with the outputs that are kept in them."""
    return once(tmp_path_factory, "book", write_book)


def write_book(folder):
    problems = book.build(chapters(), folder, run_cells=False, say=lambda _: None)
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="module")
def browser():
    """Chromium; one a file, for its event loop bars those of the notebooks' runs."""
    path = reader.browser_path()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
