"""The C++ between Rust and libtorch (torch-sys), compiled once for all builds of this checkout.

It takes a minute or two. The vae program, the tests and the kernel each build with settings of
their own, and would each compile it again; so it is built here, and `.cargo/config.toml` hands
its result to the others (cargo's "overriding build scripts").
"""

import os
import re
import shutil

from . import stamp
from .paths import CHECKOUT, LOCKFILE, SETUP_STATE
from .report import SetupError, output_of, run

STEP = "glue"
FOLDER = SETUP_STATE / "glue"
LIBRARY = "libtch.a"
DIRECTIVE = re.compile(r"^cargo::?(?:metadata=)?([\w-]+)=(.*)$")


def wanted(libtorch):
    # The CPU and the CUDA build of one version come to lie in the same place.
    has_cuda = str(bool(list((libtorch / "lib").glob("libtorch_cuda.*"))))
    return stamp.fingerprint(str(libtorch), has_cuda, torch_sys_version(), host())


def is_done(libtorch):
    return (FOLDER / LIBRARY).exists() and stamp.is_current(STEP, wanted(libtorch))


def build(libtorch):
    work = SETUP_STATE / "glue-build"
    run(
        ["cargo", "build", "--release", "--locked", "--package", "torch-sys"],
        "Compiling the C++ part of torch-sys",
        cwd=CHECKOUT,
        env={**os.environ, "LIBTORCH": str(libtorch), "CARGO_TARGET_DIR": str(work)},
    )
    keep(work)
    shutil.rmtree(work, ignore_errors=True)
    stamp.write(STEP, wanted(libtorch))


def keep(work):
    built = sorted(work.glob(f"release/build/torch-sys-*/out/{LIBRARY}"))
    if not built:
        raise SetupError(f"torch-sys was built, but its {LIBRARY} is not in {work}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy2(built[0], FOLDER / LIBRARY)
    shutil.copy2(built[0].parents[1] / "output", FOLDER / "output")


def cargo_config():
    """The section that tells cargo what torch-sys's build script would have said."""
    if not (FOLDER / "output").exists():
        return ""
    values = directives((FOLDER / "output").read_text(encoding="utf-8"))
    search = [
        f"native={FOLDER}",
        *(s for s in values["rustc-link-search"] if "glue-build" not in s),
    ]
    return (
        f"\n[target.{host()}.tch]\n"
        f"rustc-link-lib = {toml_list(values['rustc-link-lib'])}\n"
        f"rustc-link-search = {toml_list(search)}\n"
        f"libtorch_lib = {toml_text(values['libtorch_lib'][-1])}\n"
    )


def directives(output):
    """What a build script printed, as name -> values in order, each once."""
    values = {}
    for line in output.splitlines():
        match = DIRECTIVE.match(line)
        if match and match.group(2) not in values.setdefault(match.group(1), []):
            values[match.group(1)].append(match.group(2))
    return values


def toml_list(texts):
    return "[" + ", ".join(map(toml_text, texts)) + "]"


def toml_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def torch_sys_version():
    match = re.search(r'name = "torch-sys"\nversion = "([^"]+)"', LOCKFILE.read_text())
    return match.group(1) if match else ""


def host():
    lines = (output_of(["rustc", "-vV"], cwd=CHECKOUT) or "").splitlines()
    return next((line.split()[1] for line in lines if line.startswith("host:")), "")
