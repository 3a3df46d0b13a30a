"""The kernels that `make bench` sets side by side: ours, evcxr as it comes, and Python's.

The stock kernel is the one that `evcxr_jupyter --install` leaves: no configuration, the
user's own cargo, a new build folder at each start. Its reader names the crates by `:dep`
(with the features that our kernel asks for) and libtorch by the environment.
"""

import contextlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from evcxr_front.environment import OF_BUILDS, joined, library_path
from kernel import Kernel
from project import KERNEL
from setup import evcxr, libtorch
from setup.crates import CRATES
from setup.paths import CHECKOUT, TARGET
from setup.report import SetupError, run

SPECS = TARGET / "bench" / "stock"
STOCK = "rust"  # what evcxr's installer calls it
DEPENDENCIES = "\n".join(f":dep {crate.toml()}" for crate in CRATES)


@dataclass
class Side:
    """A way to run a chapter: a kernel, and what its reader runs before the first cell."""

    name: str
    kernel: str
    environment: dict
    preparation: list = field(default_factory=list)

    @contextlib.contextmanager
    def started(self):
        """A new kernel, in a folder of its own, where a chapter may save what it trained."""
        with tempfile.TemporaryDirectory() as folder:
            variables = self.variables(folder)
            with Kernel(self.kernel, folder, environment=variables) as kernel:
                yield kernel

    def variables(self, folder):
        return {**self.environment, "VAE_QUICK": "1", **own_folders(folder, self.kernel)}


def own_folders(folder, kernel):
    """For the stock kernel an empty configuration, and a build folder outside the checkout."""
    if kernel != STOCK:
        return {}
    places = {"EVCXR_CONFIG_DIR": "config", "EVCXR_TMPDIR": "build"}
    for place in places.values():
        (Path(folder) / place).mkdir()
    return {name: str(Path(folder) / place) for name, place in places.items()}


def ours():
    return Side("ours", KERNEL, dict(os.environ))


def python():
    return Side("ipykernel", "python3", dict(os.environ))


def stock():
    program = evcxr.find()
    if program is None:
        raise SetupError(f"{evcxr.NAME} {evcxr.VERSION} is gone; `make setup` installs it.")
    install(program)
    return Side("stock", STOCK, stock_environment(os.environ, libtorch.find()), [DEPENDENCIES])


def install(program):
    """As its own installer does, but where only this benchmark looks."""
    os.environ["JUPYTER_PATH"] = str(SPECS)
    run([program, "--install"], "Installing the stock kernel")


def stock_environment(base, torch):
    environment = {name: value for name, value in base.items() if not OF_BUILDS.match(name)}
    environment["LIBTORCH"] = str(torch)
    environment[library_path()] = joined(f"{torch}/lib", base.get(library_path()))
    environment.setdefault("VAE_DATA", str(CHECKOUT / "data"))
    return environment
