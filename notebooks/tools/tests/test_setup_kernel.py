"""The installed kernel: ready without a `:dep`, apart from other kernels, and never stale."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from evcxr_front import build_folder, install
from kernel import Kernel
from setup import crates, paths
from setup.kernel import DISPLAY_NAME

SECONDS = 300
# How fast the copies compute does not matter.
QUICKLY_COMPILED = "".join(
    f"[profile.dev.package.{crate.name}]\nopt-level = 0\n"
    for crate in (*crates.CRATES, crates.BASE)
    if crate.path
)
ADDED = "\n/// Forty-two.\npub fn added_by_a_test() -> u32 { 41 + 1 }\n"


def run(kernel, source):
    result = kernel.run(source, timeout=SECONDS)
    assert result.failure is None, result.failure
    return "".join(text_of(output) for output in result.outputs)


def text_of(output):
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")


@pytest.fixture(scope="module")
def running(rust_kernel, tmp_path_factory):
    """A kernel that the tests share."""
    with Kernel(rust_kernel, tmp_path_factory.mktemp("kernel")) as kernel:
        yield kernel


@pytest.fixture
def kernel_of_a_copied_crate(rust_kernel, tmp_path, monkeypatch):
    """A kernel spec whose crates are copies that a test may edit, with a warm build of its own."""
    state = paths.TARGET / f"kernel-test-{tmp_path.name}"
    crate = state / "vae-core"
    manifests = [*paths.NOTEBOOKS.glob("*/Cargo.toml"), paths.NOTEBOOKS / "kernel/crate/Cargo.toml"]
    below = [manifest.parent.relative_to(paths.CHECKOUT) for manifest in manifests]
    copies = [crate, *(state / folder for folder in below)]
    shutil.rmtree(state, ignore_errors=True)  # of a test run that was killed
    for copy in copies:
        shutil.copytree(paths.CHECKOUT / copy.relative_to(state), copy)
    build_folder.copy(paths.KERNEL_STATE / "warm", state / "warm")
    shutil.copy2(paths.KERNEL_STATE / "settings.json", state / "settings.json")
    config = (paths.KERNEL_STATE / "config" / "evcxr.toml").read_text()
    for copy in copies:
        config = config.replace(str(paths.CHECKOUT / copy.relative_to(state)), str(copy))
    install.write(state / "config" / "evcxr.toml", config)
    install.write(state / ".cargo" / "config.toml", QUICKLY_COMPILED)
    spec = install.kernel_spec(DISPLAY_NAME, state, sys.executable)
    install.write(tmp_path / "kernels" / "rust-vae-copy" / "kernel.json", json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    yield "rust-vae-copy", crate, state
    shutil.rmtree(state, ignore_errors=True)


def digest_of(folder):
    """One hash of all names and contents: it changes when anything in the folder does."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*")):
        digest.update(str(path.relative_to(folder)).encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def test_a_notebook_needs_no_dep_line(running):
    run(running, "use vae_core::*;\nuse tch::Tensor;")
    assert run(running, "Tensor::from_slice(&[1.0f32, 2.0]).size()").strip() == "[2]"


def test_types_of_the_standard_library_are_told_from_its_slimmed_sources(running):
    run(running, "let counts = std::collections::HashMap::from([(1u8, 2.5f64)]);")
    run(running, "let keys = counts.keys().cloned().collect::<Vec<_>>();")
    run(running, 'let start = std::time::Instant::now();\nlet text = format!("{keys:?}");')
    assert run(running, "(text, counts.values().sum::<f64>())").strip() == '("[1]", 2.5)'


def test_two_kernels_at_once_keep_to_themselves(running, rust_kernel, tmp_path):
    with Kernel(rust_kernel, tmp_path) as second:
        run(running, "let a = 1;")
        run(second, "let a = 2;")
        run(running, "use vae_core::*;")
        assert run(running, "a").strip() == "1"
        assert run(second, "a").strip() == "2"


def test_an_edit_of_the_crate_reaches_the_next_kernel_and_nothing_else(
    kernel_of_a_copied_crate, tmp_path
):
    name, crate, _ = kernel_of_a_copied_crate
    before = digest_of(paths.KERNEL_STATE / "warm")
    library = crate / "src" / "lib.rs"
    library.write_text(library.read_text() + ADDED)
    with Kernel(name, tmp_path) as kernel:
        assert run(kernel, "vae_core::added_by_a_test()").endswith("42")
    assert digest_of(paths.KERNEL_STATE / "warm") == before


def test_threads_that_wait_spin_for_a_moment_only(running):
    assert "30000" in run(running, 'std::env::var("GOMP_SPINCOUNT")')
