"""The launcher's build folders: copies that share nothing writable, and go when unused."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOOLS))

from launcher import build_folder, environment  # noqa: E402

HOLD = (
    "import sys, time; sys.path.insert(0, sys.argv[1])\n"
    "from pathlib import Path\n"
    "from launcher import build_folder\n"
    "print(build_folder.create(Path(sys.argv[2])), flush=True)\n"
    "time.sleep(60)\n"
)


def make_warm(state):
    warm = state / "warm" / "target"
    warm.mkdir(parents=True)
    (warm / "libtch.rlib").write_text("compiled")
    (warm / "fingerprint").write_text("written in place")


def start_holder(state):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(TOOLS), str(state)], stdout=subprocess.PIPE, text=True
    )
    return process, Path(process.stdout.readline().strip())


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def test_a_copy_shares_compiled_files_and_nothing_else(tmp_path):
    make_warm(tmp_path)
    build_folder.copy(tmp_path / "warm", tmp_path / "copy")
    for name, shared in (("libtch.rlib", True), ("fingerprint", False)):
        original, copied = tmp_path / "warm/target" / name, tmp_path / "copy/target" / name
        assert original.samefile(copied) is shared
        assert original.read_text() == copied.read_text()
        assert original.stat().st_mtime_ns == copied.stat().st_mtime_ns


def test_a_kernels_folder_has_no_incremental_store(tmp_path):
    make_warm(tmp_path)
    (tmp_path / "warm/target/debug/incremental/ctx").mkdir(parents=True)
    process, folder = start_holder(tmp_path)
    assert (folder / "target/libtch.rlib").exists() and (folder / "target/debug").is_dir()
    assert not (folder / "target/debug/incremental").exists()
    process.terminate()
    process.wait()


def test_two_kernels_have_folders_of_their_own_that_go_with_them(tmp_path):
    make_warm(tmp_path)
    (first, folder), (second, other) = start_holder(tmp_path), start_holder(tmp_path)
    assert folder != other and folder.is_dir() and other.is_dir()
    first.terminate()
    assert wait_until(lambda: not folder.exists())
    assert other.is_dir()
    os.kill(second.pid, signal.SIGKILL)
    assert wait_until(lambda: not other.exists())
    first.wait()
    second.wait()
    assert (tmp_path / "warm/target/libtch.rlib").read_text() == "compiled"


def test_what_a_power_cut_left_is_removed_at_the_next_start(tmp_path):
    make_warm(tmp_path)
    stale = tmp_path / "run-stale"
    stale.mkdir()
    (stale / build_folder.OWNER).touch()
    process, folder = start_holder(tmp_path)
    build_folder.remove_abandoned(tmp_path)
    assert not stale.exists() and folder.is_dir()
    process.terminate()
    process.wait()


def test_a_folder_just_being_made_is_left_alone(tmp_path):
    (tmp_path / "run-new").mkdir()
    build_folder.remove_abandoned(tmp_path)
    assert (tmp_path / "run-new").is_dir()


def test_the_users_shell_cannot_spoil_the_kernel(tmp_path):
    found = {
        name: f"/some/{name}"
        for name in ("libtorch", "cargo", "rustc", "cargo_bin", "lockfile", "rust_src", "data")
    }
    shell = {"CARGO_TARGET_DIR": "/elsewhere", "PATH": "/bin", "LD_LIBRARY_PATH": "/mine"}
    variables = environment.for_kernel(tmp_path, tmp_path / "run-x", found, shell)
    assert "CARGO_TARGET_DIR" not in variables
    assert variables["EVCXR_TMPDIR"] == str(tmp_path / "run-x")
    assert variables["PATH"].endswith("/bin:/some/cargo_bin")
    paths = [variables.get("LD_LIBRARY_PATH"), variables.get("DYLD_LIBRARY_PATH")]
    assert any(path and path.startswith("/some/libtorch/lib") for path in paths)
    assert variables["VAE_DATA"] == "/some/data"


def test_the_users_data_folder_wins(tmp_path):
    found = dict.fromkeys(
        ("libtorch", "cargo", "rustc", "cargo_bin", "lockfile", "rust_src", "data"), "x"
    )
    variables = environment.for_kernel(tmp_path, tmp_path, found, {"VAE_DATA": "/mine"})
    assert variables["VAE_DATA"] == "/mine"
