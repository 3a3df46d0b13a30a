"""What must not be committed: big files, machine paths, names, clock times."""

import getpass
import re
import socket

import nbformat

from cleaning import synthetic_cells
from project import tags
from rules.problem import Problem

BYTES = 1_000_000
ADDRESS = re.compile(r"data:[^\s\"')]+")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])(?:/(?:home|root|Users|tmp|var|mnt|opt|work|private|workspace)/"
    r"|[A-Z]:\\)[\w.~-]+"
)
CLOCK = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d|(?<![\w:.])[0-2]?\d:[0-5]\d:[0-5]\d(?![\w:])")
VOLATILE = {"execution", "ExecuteTime", "collapsed", "scrolled", "papermill"}


def size(notebook):
    length = len(nbformat.writes(notebook).encode())
    if length > BYTES:
        message = f"{length / 1e6:.2f} MB, 1 MB is the most; make its figures smaller"
        yield Problem("size", 0, 0, message)


def texts(notebook):
    """(cell, line, is an output, text) of everything people read."""
    for number, cell in enumerate(notebook.cells, 1):
        for line, text in enumerate(cell.source.splitlines(), 1):
            yield number, line, False, text
        if "expect-failure" in tags(cell):
            continue
        for output in cell.get("outputs", []):
            for text in output_texts(output):
                yield number, 0, True, ADDRESS.sub("data:", text)


def output_texts(output):
    yield output.get("text", "")
    for kind, value in output.get("data", {}).items():
        if kind.startswith("text/") and isinstance(value, str):
            yield value


def machine_paths(notebook):
    for number, line, _, text in texts(notebook):
        if found := MACHINE_PATH.search(text):
            message = f"names the machine's path {found[0]}; use a relative one"
            yield Problem("machine-path", number, line, message)


def names_here():
    """This machine's and this user's name, unless they are ordinary words."""
    names = {socket.gethostname(), getpass.getuser()}
    return {name for name in names if len(name) > 3 and re.search(r"[\d.-]", name)}


def host_and_user(notebook):
    here = names_here()
    for number, line, is_output, text in texts(notebook):
        for name in here:
            if is_output and re.search(rf"\b{re.escape(name)}\b", text):
                message = f"names this machine or its user ({name}); leave it out"
                yield Problem("name", number, line, message)


def clock_times(notebook):
    for number, line, is_output, text in texts(notebook):
        if is_output and (found := CLOCK.search(text)):
            message = f"shows a clock time ({found[0]}); the same run must read the same"
            yield Problem("clock", number, line, message)


def volatile_metadata(notebook):
    for number, cell in enumerate(notebook.cells, 1):
        for key in sorted(VOLATILE & set(cell.metadata)):
            message = f"carries the metadata '{key}'; run execute.py --in-place"
            yield Problem("metadata", number, 0, message)


def execution_order(notebook):
    counts = [c.get("execution_count") for c in notebook.cells if c.cell_type == "code"]
    done = [count for count in counts if count]
    if done != list(range(1, len(done) + 1)):
        message = "was not run once from top to bottom; run execute.py --in-place"
        yield Problem("execution-order", 0, 0, message)


def real_data(notebook):
    for number in synthetic_cells(notebook):
        message = (
            "its output comes from synthetic data; keep outputs of real data, "
            "or tag a cell that means it 'synthetic-data'"
        )
        yield Problem("synthetic", number, 0, message)


RULES = [
    size,
    machine_paths,
    host_and_user,
    clock_times,
    volatile_metadata,
    execution_order,
    real_data,
]
