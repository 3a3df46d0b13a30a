"""Opens JupyterLab on the first notebook: reachable from this machine only, token on.

The vae program is built meanwhile.
"""

import os
import subprocess
import sys
from pathlib import Path

from setup.paths import CHECKOUT, FRONT, LOG, NOTEBOOKS, TOOLS

FIRST_NOTEBOOK = "00-start-here.ipynb"


def command(extra):
    return [
        str(Path(sys.executable).with_name("jupyter-lab")),
        "--ServerApp.ip=127.0.0.1",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--MultiKernelManager.default_kernel_name=rust-vae",
        f"--ServerApp.root_dir={NOTEBOOKS}",
        f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}",
        *browser(),
        *(["--allow-root"] if os.geteuid() == 0 else []),
        *extra,
    ]


def browser(environ=os.environ):
    """Without a display there is nothing to open; the address is printed either way."""
    shown = sys.platform == "darwin" or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return [] if shown else ["--no-browser"]


def build_program_meanwhile():
    """`.venv/bin/vae`, which a reader may want later; cells go first."""
    command = [sys.executable, "-m", "setup", "--program"]
    variables = {**os.environ, "PYTHONPATH": f"{TOOLS}:{FRONT}", "PYTHONDONTWRITEBYTECODE": "1"}
    with LOG.open("a", encoding="utf-8") as log:
        subprocess.Popen(
            ["nice", "-n", "19", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=CHECKOUT,
            env=variables,
        )


def main():
    build_program_meanwhile()
    variables = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    variables.setdefault("VAE_DATA", str(CHECKOUT / "data"))
    os.chdir(NOTEBOOKS)
    arguments = command(sys.argv[1:])
    os.execve(arguments[0], arguments, variables)


if __name__ == "__main__":
    main()
