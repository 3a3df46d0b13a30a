"""A kernel runs where nothing may be written at home, and where temporary files lie elsewhere."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from talk import Talk

READ_ONLY_HOME = 'mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro "$HOME" && exec "$@"'
OWN_MOUNTS = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
MEMORY = Path("/dev/shm")


def spec_of(folder):
    return json.loads((folder / "kernels" / "rust-front" / "kernel.json").read_text())


def installed(folder, **changes):
    """Another kernel spec with the same warmed build."""
    kernel = folder / "kernels" / "rust-elsewhere"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(changes))
    return kernel.name


def is_outside_home(folder):
    return not folder.resolve().is_relative_to(Path.home().resolve())


def test_a_home_that_is_read_only_is_enough(kernel_folder, tmp_path, monkeypatch):
    within = [*OWN_MOUNTS, "sh", "-c", READ_ONLY_HOME, "sh"]
    touched = Path.home() / f"written-by-{tmp_path.name}"
    try:
        tried = subprocess.run([*within, "touch", touched], capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no `unshare` on this system")
    if "Read-only" not in tried.stderr:
        pytest.skip(f"home cannot be made read-only here: {tried.stderr.strip()}")
    assert is_outside_home(kernel_folder)
    spec = spec_of(kernel_folder)
    name = installed(tmp_path, **{**spec, "argv": [*within, *spec["argv"]]})
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with Talk(name, tmp_path) as talk:
        code = f'std::fs::write("{touched}", "").unwrap_err().kind()'
        assert talk.good(code).value == "ReadOnlyFilesystem"
        talk.good("let kept = vec![1, 2];")
        assert talk.good("kept.len()").value == "2"


def test_temporary_files_on_another_file_system(kernel_folder, tmp_path, monkeypatch):
    state = tmp_path / "with blanks" / "state"
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip(f"{MEMORY} is no file system of its own here")
    shutil.copytree(kernel_folder / "state", state, ignore=shutil.ignore_patterns("run-*"))
    python, launcher, _, connection = spec_of(kernel_folder)["argv"]
    name = installed(
        tmp_path,
        **{**spec_of(kernel_folder), "argv": [python, launcher, str(state), connection]},
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    elsewhere = tempfile.mkdtemp(dir=MEMORY)
    try:
        with Talk(name, tmp_path, {**os.environ, "TMPDIR": elsewhere}) as talk:
            talk.good("let kept = vec![1, 2];")
            assert talk.good("std::env::temp_dir()").value == f'"{elsewhere}"'
            assert talk.good("kept.len()").value == "2"
    finally:
        shutil.rmtree(elsewhere)
