"""A cell is compiled without cargo, by cargo's own command, for as long as that holds."""

import os
import subprocess

import pytest

from evcxr_front.environment import HERE

CARGO = HERE / "bin" / "cargo"
BUILD = ("--offline", "build", "--target", "host", "--message-format=json")
FAKE_CARGO = r"""#!/bin/sh
echo cargo "$@" >>calls
exec "$RUSTC_WRAPPER" "$RUSTC" --crate-name ctx --cfg 'two words' --out-dir "$PWD/deps" \
  -C incremental="$PWD/incremental"
"""
FAKE_RUSTC = """#!/bin/sh
echo rustc "$4 $8" >>calls
if grep -q "has_failed() { old }" src/lib.rs && grep -q "uses old up" src/lib.rs; then
  echo '{"message":"moved"}' >&2
  exit 1
fi
if grep -q mistake src/lib.rs; then echo '{"message":"wrong"}' >&2; exit 1; fi
cp src/lib.rs deps/libctx.so
"""


def program(path, text):
    path.write_text(text)
    path.chmod(0o755)
    return path


class Crate:
    """A cell's crate, with a cargo and a rustc that only note how they are called."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("src", "deps"):
            (folder / name).mkdir()
        (folder / "Cargo.lock").write_text('name = "mine"\n')
        self.manifest("old")
        self.variables = {
            "PATH": os.environ["PATH"],
            "EVCXR_FRONT_CARGO": str(program(folder / "fake-cargo", FAKE_CARGO)),
            "RUSTC": str(program(folder / "fake-rustc", FAKE_RUSTC)),
            "RUSTFLAGS": "-Cone",
            "EVCXR_EXECUTION_SO_PATH": str(folder / "so-path"),
            "EVCXR_TMPDIR": "/without/blanks",
            "EVCXR_FRONT_LOCKED": "mine",
        }

    def manifest(self, text, seconds_ago=100):
        path = self.folder / "Cargo.toml"
        path.write_text(text)
        then = path.stat().st_mtime - seconds_ago
        os.utime(path, (then, then))

    def build(self, source, *command, **changed):
        """Who was called, cargo first, and what came of it."""
        (self.folder / "calls").write_text("")
        (self.folder / "src" / "lib.rs").write_text(source)
        done = subprocess.run(
            [CARGO, *(command or BUILD)],
            cwd=self.folder,
            env={**self.variables, **changed},
            capture_output=True,
            text=True,
        )
        lines = (self.folder / "calls").read_text().splitlines()
        return [line.split()[0] for line in lines], done


@pytest.fixture
def crate(tmp_path):
    made = Crate(tmp_path)
    assert made.build("first")[0] == ["cargo", "rustc"]
    return made


def test_the_second_cell_needs_no_cargo(crate):
    calls, done = crate.build("second")
    assert calls == ["rustc"] and done.returncode == 0
    assert (crate.folder / "calls").read_text() == "rustc two words codegen-units=3\n"
    library = crate.folder / "so-path"
    assert library.read_text() == "/without/blanks/deps/libctx.so"
    assert (crate.folder / "deps" / "libctx.so").read_text() == "second"


def test_a_library_in_use_is_replaced_and_not_written_into(crate):
    os.link(crate.folder / "deps" / "libctx.so", crate.folder / "deps" / "libcode_1.so")
    crate.build("second")
    assert (crate.folder / "deps" / "libcode_1.so").read_text() == "first"


def test_a_mistake_is_told_where_cargo_tells_it(crate):
    calls, done = crate.build("mistake")
    assert calls == ["rustc"] and done.returncode != 0
    assert done.stdout == '{"message":"wrong"}\n'


KEEPING = "}} if crate::evcxr_front::has_failed() { old }\n"


def test_a_cell_that_can_keep_what_it_defines_anew_is_compiled_so(crate):
    calls, done = crate.build(KEEPING)
    assert calls == ["rustc"] and done.returncode == 0
    assert (crate.folder / "deps" / "libctx.so").read_text() == KEEPING


@pytest.mark.parametrize("by", [{}, {"RUSTFLAGS": "-Cother"}], ids=["alone", "by cargo"])
def test_a_cell_that_cannot_keep_it_is_compiled_without(crate, by):
    calls, done = crate.build(f"uses old up\n{KEEPING}", **by)
    assert calls[-2:] == ["rustc", "rustc"] and done.returncode == 0
    assert (crate.folder / "deps" / "libctx.so").read_text() == "uses old up\n}}\n"
    assert "moved" not in done.stdout + done.stderr


def test_another_manifest_is_cargos_task(crate):
    crate.manifest("new", seconds_ago=-100)
    assert crate.build("second")[0] == ["cargo", "rustc"]


@pytest.mark.parametrize("changed", [{"RUSTFLAGS": "-Cother"}, {"EVCXR_EXECUTION_SO_PATH": ""}])
def test_other_flags_are_cargos_task(crate, changed):
    assert crate.build("second", **changed)[0] == ["cargo", "rustc"]


def test_another_command_is_cargos_task(crate):
    calls, _ = crate.build("second", "check")
    assert calls[0] == "cargo"


def test_a_wrapper_that_evcxr_sets_is_left_alone(crate):
    wrapper = program(crate.folder / "cache", '#!/bin/sh\necho cache >>calls\nexec "$@"\n')
    assert crate.build("second", RUSTC_WRAPPER=str(wrapper))[0] == ["cargo", "cache", "rustc"]
