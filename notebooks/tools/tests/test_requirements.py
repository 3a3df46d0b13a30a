"""What our programs import is named in requirements.txt."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from project import NOTEBOOKS

# Installed by the benchmark for itself.
ELSEWHERE = {"torch"}


def imported():
    """Top-level names of other people's packages, and where they are imported."""
    files = [*NOTEBOOKS.rglob("*.py")]
    ours = {path.stem for path in files} | {path.parent.name for path in files}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                if top not in ours | ELSEWHERE and top not in sys.stdlib_module_names:
                    yield top, path


def test_what_is_imported_is_required():
    text = (NOTEBOOKS / "tools" / "requirements.txt").read_text(encoding="utf-8")
    required = {name.lower() for name in re.findall(r"^([\w-]+)==", text, re.MULTILINE)}
    owners = packages_distributions()
    found = set()
    for name, path in imported():
        distributions = {owner.lower() for owner in owners[name]}
        assert distributions & required, f"{path} imports {name}, of {distributions}"
        found |= distributions
    assert {"pytest", "nbclient"} <= found
