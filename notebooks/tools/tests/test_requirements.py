"""What the Python programs import is what .venv is made of."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from setup.paths import NOTEBOOKS, REQUIREMENTS

# PyTorch and JAX have an environment of their own (bench/pytorch_env.py).
ELSEWHERE = {"torch", "safetensors", "jax", "numpy"}


def programs():
    return [path for path in NOTEBOOKS.rglob("*.py") if "site-packages" not in path.parts]


def own_modules():
    return {part for path in programs() for part in (path.stem, path.parent.name)}


def imported(path):
    """The names of the packages that a program imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("importorskip"):
            yield node.args[0].value.partition(".")[0]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_that_is_imported_is_required():
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    required = {normal(line.partition("==")[0]) for line in lines if not line.startswith("#")}
    own, known = own_modules(), packages_distributions()
    used = {name: path for path in programs() for name in imported(path)}
    others = set(used) - own - ELSEWHERE - set(sys.stdlib_module_names)
    missing = {
        f"{name} ({used[name].name})"
        for name in others
        if not required & {normal(package) for package in known.get(name, [name])}
    }
    assert len(others) > 5 and not missing
