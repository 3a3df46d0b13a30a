"""What set-up does while it does something else."""

import sys
import time

import pytest

from setup import background, evcxr, evcxr_release
from setup.background import Background
from setup.report import CommandFailed, SetupError


@pytest.fixture(autouse=True)
def _quiet_log(monkeypatch):
    monkeypatch.setattr(background, "log", lambda text: None)


def python(code, folder):
    return Background([sys.executable, "-c", code], "Counting", folder / "count.log")


def test_its_output_lies_in_a_log_of_its_own(tmp_path):
    with python("print('one')", tmp_path) as running:
        running.wait()
    assert (tmp_path / "count.log").read_text() == "one\n"


def test_a_failure_is_told_with_the_end_of_that_log(tmp_path):
    failure = pytest.raises(CommandFailed, match=r"Counting failed[\s\S]*count.log[\s\S]*no more")
    with python("raise SystemExit('no more numbers')", tmp_path) as running, failure:
        running.wait()


def test_a_program_that_is_not_there_is_named(tmp_path):
    refused = pytest.raises(SetupError, match="no-such-program cannot be started")
    with refused, Background(["no-such-program"], "Counting", tmp_path / "log"):
        pass


def test_what_stops_set_up_stops_it_with_its_children(tmp_path):
    child = f"import time; time.sleep(3); open({str(tmp_path / 'late')!r}, 'w')"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with pytest.raises(KeyboardInterrupt), python(code, tmp_path):
        time.sleep(0.5)
        raise KeyboardInterrupt
    time.sleep(3)
    assert not (tmp_path / "late").exists()


def test_an_evcxr_that_is_there_is_not_installed_again(monkeypatch, tmp_path):
    monkeypatch.setattr(evcxr, "find", lambda: tmp_path)
    monkeypatch.setattr(evcxr, "build_command", lambda: pytest.fail("there is no need"))
    with evcxr.installation() as program:
        assert program() == tmp_path


def test_a_missing_evcxr_is_waited_for(monkeypatch, tmp_path):
    there = tmp_path / "evcxr_jupyter"
    monkeypatch.setattr(evcxr, "find", lambda: there if there.exists() else None)
    go = tmp_path / "go"
    code = (
        "import os, time\n"
        f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
        f"open({str(there)!r}, 'w')"
    )
    monkeypatch.setattr(evcxr, "build_command", lambda: [sys.executable, "-c", code])
    monkeypatch.setattr(evcxr, "LOG_FILE", tmp_path / "evcxr.log")
    monkeypatch.setattr(evcxr_release, "fetch", lambda *_: None)
    with evcxr.installation() as program:
        assert not there.exists()
        go.touch()
        assert program() == there
