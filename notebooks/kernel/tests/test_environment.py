"""What a kernel knows is what its warmed build knew, whatever the shell says."""

import pytest

from evcxr_front import environment

NAMES = ("cargo", "cargo_home", "rustc", "path", "lockfile", "locked", "rust_src")
FOUND = {
    **{name: f"/some/{name}" for name in NAMES},
    "opaque": ["mine"],
    "environment": {"LIBTORCH": "/some/torch"},
    "defaults": {"DATA": "/some/data"},
    "library_path": ["/some/torch/lib"],
    "of_builds": {"CC": "clang"},
}


def variables(folder, **shell):
    return environment.for_kernel(folder, folder / "run-x", FOUND, shell)


@pytest.mark.parametrize(
    "name",
    [
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_PROFILE_DEV_OPT_LEVEL",
        "RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_BOOTSTRAP",
        "RUSTUP_TOOLCHAIN",
        "CXX",
        "CFLAGS",
        "CC_x86_64_unknown_linux_gnu",
        "PKG_CONFIG_PATH",
        "LIBTORCH_USE_PYTORCH",
    ],
)
def test_what_decides_how_crates_are_compiled_is_not_the_shells(name, tmp_path):
    assert name not in variables(tmp_path, **{name: "/elsewhere"})


@pytest.mark.parametrize("name", ["HOME", "CARGO_HTTP_PROXY", "CARGO_NET_OFFLINE", "HTTPS_PROXY"])
def test_the_rest_of_the_shell_stays(name, tmp_path):
    assert variables(tmp_path, **{name: "mine"})[name] == "mine"


def test_what_the_warmed_build_had_is_there_again(tmp_path):
    made = variables(tmp_path, CC="gcc", LIBTORCH="/mine", CARGO_HOME="/mine")
    assert made["CC"] == "clang" and made["LIBTORCH"] == "/some/torch"
    assert made["EVCXR_FRONT_CARGO_HOME"] == "/some/cargo_home"


def test_a_default_gives_way_to_the_users_value(tmp_path):
    assert variables(tmp_path)["DATA"] == "/some/data"
    assert variables(tmp_path, DATA="/mine")["DATA"] == "/mine"


def test_our_programs_come_first_and_the_warmed_builds_last(tmp_path):
    path = variables(tmp_path, PATH="/bin")["PATH"].split(":")
    assert path == [str(environment.HERE / "bin"), "/bin", "/some/path"]
    library_path = variables(tmp_path, LD_LIBRARY_PATH="/l", DYLD_LIBRARY_PATH="/l")
    assert library_path[environment.library_path()] == "/some/torch/lib:/l"
