"""A start compiles nothing twice, whatever the shell is like and wherever the folder lies."""

import os
import stat

import pytest
from conftest import CRATE, make_kernel
from talk import Talk

COMPILED = 'std::fs::read_to_string(std::env::var("EVCXR_TMPDIR").unwrap() + "/compiled").is_err()'


def on_path(folder, *names):
    folder.mkdir()
    for name in names:
        program = folder / name
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"PATH": ("mold", "lld", "ld.lld")},
        {
            "CARGO_PROFILE_DEV_OPT_LEVEL": "2",
            "RUSTFLAGS": "-Copt-level=1",
            "CARGO_INCREMENTAL": "0",
        },
        {"RUSTC_WRAPPER": "/no/such/program", "CARGO_TARGET_DIR": "/no/such/folder", "CC": "false"},
    ],
    ids=["linkers", "flags", "tools"],
)
def test_another_shell_compiles_nothing_again(change, kernel_name, tmp_path):
    environment = {**os.environ, **change}
    if "PATH" in change:
        programs = on_path(tmp_path / "bin", *change["PATH"])
        environment["PATH"] = f"{programs}:{os.environ['PATH']}"
    with Talk(kernel_name, tmp_path, environment) as talk:
        assert talk.good(COMPILED).value == "true"
        assert talk.good("notebook_front::is_here()").value == "true"


def test_a_start_that_compiles_says_so_and_does_it_for_all(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    state = make_kernel(tmp_path, name="rust-changed", crates=[])
    config = state / "config" / "evcxr.toml"
    config.write_text(f"{config.read_text()}{CRATE.toml()}\n")
    with Talk("rust-changed", tmp_path) as talk:
        told = talk.good("notebook_front::is_here()").of("display_data")
        assert "notebook_front" in told[0]["data"]["text/plain"]
    with Talk("rust-changed", tmp_path) as talk:
        assert talk.good(COMPILED).value == "true"


@pytest.mark.parametrize("name", ["Meine Übungen", 'it\'s a "test" (1)', "n" * 150])
def test_any_folder_will_do(name, tmp_path, monkeypatch):
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.setenv("JUPYTER_PATH", str(folder))
    make_kernel(folder, name="rust-elsewhere")
    with Talk("rust-elsewhere", folder) as talk:
        talk.good("let a = 1;")
        assert talk.good("a + i32::from(notebook_front::is_here())").value == "2"
        assert talk.run("assert!(a > 1);").reply["evalue"] == "assertion failed: a > 1"
