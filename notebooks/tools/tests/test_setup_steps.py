"""Set-up's own parts, without installing anything."""

import fcntl
import os
import re
import subprocess
import sys
import time

import pytest

from evcxr_front.description import Crate
from setup import data_folder, evcxr, glue, libtorch, lock, prerequisites, stamp, warm
from setup.libtorch_slim import slim
from setup.paths import CHECKOUT, TOOLS
from setup.report import SetupError


def make_libtorch(folder, version, by="build-version"):
    (folder / "include").mkdir(parents=True)
    (folder / "lib").mkdir()
    (folder / "lib" / f"libtorch_cpu.{libtorch.LIBRARY_SUFFIX}").touch()
    text = f"__version__ = '{version}'\n" if by == "version.py" else f"{version}\n"
    (folder / by).write_text(text)
    return folder


@pytest.mark.parametrize("by", ["build-version", "version.py"])
@pytest.mark.parametrize("version", ["2.13.0", "2.13.0+cpu", "2.13.0+cu130"])
def test_the_wanted_libtorch_is_taken_whatever_its_build(tmp_path, version, by):
    assert libtorch.problem_with(make_libtorch(tmp_path / "torch", version, by)) is None


@pytest.mark.parametrize("version", ["2.12.1", "2.13.1", "2.1.0", "3.0.0+cpu"])
def test_another_version_is_refused_naming_both(tmp_path, version):
    folder = make_libtorch(tmp_path / "torch", version)
    with pytest.raises(SetupError) as refused:
        libtorch.from_user({"LIBTORCH": str(folder)})
    message = str(refused.value)
    assert version.split("+")[0] in message and libtorch.VERSION in message
    assert str(folder) in message and "unset it" in message


def test_a_folder_that_is_no_libtorch_is_named(tmp_path):
    with pytest.raises(SetupError, match="it has no include"):
        libtorch.from_user({"LIBTORCH": str(tmp_path)})


def test_a_libtorch_without_a_version_is_refused(tmp_path):
    folder = make_libtorch(tmp_path / "torch", "2.13.0")
    (folder / "build-version").unlink()
    assert "tells no version" in libtorch.problem_with(folder)


@pytest.mark.parametrize("has_cuda", [True, False])
def test_what_rust_does_not_need_of_the_torch_package_goes(has_cuda, tmp_path):
    torch = make_libtorch(tmp_path / "torch", "2.13.0+cu130", "version.py")
    (torch / "nn").mkdir()
    for name in ("lib/libtorch.so", "lib/libtorch_python.so", "nn/functional.py", "__init__.py"):
        (torch / name).touch()
    if has_cuda:
        (torch / "lib" / "libtorch_cuda.so").touch()
    slim(torch)
    assert libtorch.problem_with(torch) is None
    left = {path.name for path in torch.rglob("*") if path.is_file()}
    cpu = f"libtorch_cpu.{libtorch.LIBRARY_SUFFIX}"
    assert left == {cpu, "libtorch.so", "__init__.py", "version.py"}
    assert ("torch_cpu" in (torch / "lib" / "libtorch.so").read_text()) == has_cuda


def test_without_LIBTORCH_the_user_named_none():
    assert libtorch.from_user({}) is None


def test_a_missing_compiler_is_named_with_its_command(monkeypatch):
    monkeypatch.setattr(prerequisites, "cxx_compiler", lambda: None)
    monkeypatch.setattr(prerequisites, "system_family", lambda: "debian")
    with pytest.raises(SetupError, match=r"C\+\+ compiler is missing[\s\S]*sudo apt install g\+\+"):
        prerequisites.check()


def test_everything_missing_is_named_at_once(monkeypatch):
    monkeypatch.setattr(prerequisites, "cxx_compiler", lambda: None)
    monkeypatch.setattr(prerequisites, "rust_version", lambda: None)
    monkeypatch.setattr(prerequisites, "system_family", lambda: None)
    with pytest.raises(SetupError) as stopped:
        prerequisites.check()
    message = str(stopped.value)
    for words in ("C++ compiler", "Rust toolchain", "Fedora", "macOS", "dnf install", "rustup"):
        assert words in message


def test_an_old_rust_is_named_with_its_update(monkeypatch):
    monkeypatch.setattr(prerequisites, "rust_version", lambda: (1, 70))
    with pytest.raises(
        SetupError, match=r"1\.\d+ or newer is needed, this is 1\.70[\s\S]*rustup update"
    ):
        prerequisites.check()


def test_a_folder_that_cargo_cannot_write_is_named_with_the_way_out(monkeypatch, tmp_path):
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "not" / "yet"))
    assert prerequisites._cargo_home() is None, "cargo can make it"
    monkeypatch.setattr(prerequisites.os, "access", lambda folder, _: folder != tmp_path)
    with pytest.raises(SetupError, match=rf"{tmp_path} cannot be written to[\s\S]*CARGO_HOME="):
        prerequisites.check()


def test_the_workspaces_rust_is_the_one_that_is_asked_for(monkeypatch):
    major, minor = prerequisites.oldest_rust()
    monkeypatch.setattr(prerequisites, "rust_version", lambda: (major, minor - 1))
    with pytest.raises(SetupError, match=rf"{major}\.{minor} or newer is needed"):
        prerequisites.check()


def test_every_place_names_the_rust_that_is_asked_for():
    wanted = ".".join(map(str, prerequisites.oldest_rust()))
    patterns = ["vae-core/Cargo.toml", "vae-core/base/Cargo.toml", "notebooks/*/Cargo.toml"]
    manifests = [path for pattern in patterns for path in CHECKOUT.glob(pattern)]
    assert len(manifests) > 5
    for manifest in manifests:
        assert f'rust-version = "{wanted}"' in manifest.read_text(), manifest
    conda = (CHECKOUT / "environment.yml").read_text()
    assert re.findall(r"rust(?:-src)?=(\S+)", conda) == [wanted, wanted]
    assert f"{wanted} or later" in (CHECKOUT / "README.md").read_text()


@pytest.mark.parametrize(
    "text, family",
    [
        ("ID=ubuntu\nID_LIKE=debian\n", "debian"),
        ("ID=debian\n", "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=arch\n", None),
    ],
)
def test_systems_are_told_apart(tmp_path, text, family, monkeypatch):
    monkeypatch.setattr(prerequisites.platform, "system", lambda: "Linux")
    (tmp_path / "os-release").write_text(text)
    assert prerequisites.system_family(tmp_path / "os-release") == family


def test_only_the_pinned_evcxr_counts():
    assert evcxr.lists_wanted_version("evcxr_jupyter v0.22.0:\n    evcxr_jupyter\n")
    assert not evcxr.lists_wanted_version("evcxr_jupyter v0.21.1:\n    evcxr_jupyter\n")
    assert not evcxr.lists_wanted_version("")


def test_evcxr_is_built_locked_and_pinned():
    command = evcxr.build_command()
    assert "--locked" in command and command[command.index("--version") + 1] == "0.22.0"


def test_a_second_set_up_waits_for_the_first(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from setup.lock import only_one\n"
        "with only_one(Path(sys.argv[2])): print('in', flush=True)\n"
    )
    with (tmp_path / "lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, "-c", code, str(TOOLS), str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert "waiting" in second.stdout.readline()
        time.sleep(0.2)
        assert second.poll() is None
    assert second.stdout.readline() == "in\n"
    assert second.wait(timeout=60) == 0


def test_the_lock_is_free_again_after_use(tmp_path):
    for _ in range(2):
        with lock.only_one(tmp_path):
            pass


def test_a_stamp_holds_until_what_it_was_made_for_changes(tmp_path):
    source = tmp_path / "source"
    source.write_text("one")
    stamp.write("step", stamp.fingerprint(source, "option"), tmp_path)
    assert stamp.is_current("step", stamp.fingerprint(source, "option"), tmp_path)
    source.write_text("two")
    assert not stamp.is_current("step", stamp.fingerprint(source, "option"), tmp_path)


def test_what_a_build_script_said_is_read_back():
    said = glue.directives(
        "cargo:rustc-link-search=native=/a\ncargo:libtorch_lib=/a\n"
        "cargo:rustc-link-lib=static=tch\ncargo:rustc-link-lib=gomp\ncargo:rustc-link-lib=gomp\n"
        "noise\n"
    )
    assert said["rustc-link-lib"] == ["static=tch", "gomp"]
    assert said["libtorch_lib"] == ["/a"]


def test_a_source_that_cargo_would_compile_anew_wants_a_new_warm_build(tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    for name in ("Cargo.toml", "build.rs", "src/lib.rs"):
        (tmp_path / name).touch()
    monkeypatch.setattr(warm.crates, "CRATES", [Crate("mine", path=str(tmp_path))])
    monkeypatch.setattr(warm, "CARGO_CONFIG", tmp_path / "Cargo.toml")
    before = warm.wanted()
    assert warm.wanted() == before
    os.utime(tmp_path / "src" / "lib.rs", (1, 1))  # as `git checkout` there and back does
    assert warm.wanted() != before


def test_a_shell_without_the_variable_does_not_forget_the_images(monkeypatch, tmp_path):
    images, state = tmp_path / "images", tmp_path / "state"
    images.mkdir()
    monkeypatch.delenv("VAE_DATA", raising=False)
    assert data_folder.choose(state) == str(data_folder.DEFAULT)
    monkeypatch.setenv("VAE_DATA", str(images))
    assert data_folder.choose(state) == str(images)
    monkeypatch.delenv("VAE_DATA")
    assert data_folder.choose(state) == str(images)
    images.rmdir()
    assert data_folder.choose(state) == str(data_folder.DEFAULT)
    monkeypatch.setenv("VAE_DATA", str(data_folder.DEFAULT))
    assert data_folder.choose(state) == str(data_folder.DEFAULT)
