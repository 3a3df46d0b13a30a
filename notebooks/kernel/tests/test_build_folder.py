"""Build folders: copies that share nothing writable, and go when unused."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evcxr_front import build_folder

FRONT = Path(build_folder.__file__).resolve().parents[1]

HOLD = (
    "import sys, time; sys.path.insert(0, sys.argv[1])\n"
    "from pathlib import Path\n"
    "from evcxr_front import build_folder\n"
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
        [sys.executable, "-c", HOLD, str(FRONT), str(state)], stdout=subprocess.PIPE, text=True
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


def test_an_owner_is_locked_before_it_is_seen(tmp_path):
    """Else another kernel, tidying up, takes the folder for abandoned."""
    seen = []
    rename = os.rename

    def looking_first(source, destination):
        with open(source) as unnamed:
            try:
                fcntl.flock(unnamed, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                seen.append("locked")
        assert not (tmp_path / build_folder.OWNER).exists()
        rename(source, destination)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_folder.os, "rename", looking_first)
        os.close(build_folder.own(tmp_path))
    assert seen == ["locked"]


def test_what_a_kernel_compiled_at_its_start_the_next_one_finds(tmp_path):
    make_warm(tmp_path)
    folder = tmp_path / "run-x"
    build_folder.copy(tmp_path / "warm", folder)
    (folder / "target/libadded.rlib").write_text("compiled too")
    for name in ("target/libcode_1.so", "compiled", "ready"):
        (folder / name).touch()
    build_folder.renew_warm(tmp_path, folder)
    found = {path.name for path in (tmp_path / "warm").rglob("*") if path.is_file()}
    assert found == {"libtch.rlib", "libadded.rlib", "fingerprint"}
    assert not list(tmp_path.glob("warm.*ed")) and not (tmp_path / "warm.old").exists()
