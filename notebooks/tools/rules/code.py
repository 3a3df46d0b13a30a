"""Code cells: short, narrow, and nothing defined twice."""

from statistics import median

from rules.problem import Problem, numbered
from rules.rust import import_lines, items

LINES, MEDIAN, COLUMNS, IMPORTS = 30, 12, 88, 10


def length(notebook):
    for number, cell in numbered(notebook, "code"):
        lines = len(cell.source.splitlines())
        if lines > LINES:
            message = f"{lines} lines of code; split it, {LINES} are the most"
            yield Problem("cell-length", number, LINES + 1, message)


def median_length(notebook):
    lengths = [len(cell.source.splitlines()) for _, cell in numbered(notebook, "code")]
    if lengths and median(lengths) > MEDIAN:
        message = (
            f"the median code cell has {median(lengths):g} lines; "
            f"split the longest, {MEDIAN} is the most"
        )
        yield Problem("median-length", 0, 0, message)


def width(notebook):
    for number, cell in numbered(notebook, "code"):
        for line, text in enumerate(cell.source.splitlines(), 1):
            if len(text) > COLUMNS:
                message = f"{len(text)} columns; break the line at {COLUMNS}"
                yield Problem("line-width", number, line, message)


def imports(notebook):
    for number, cell in numbered(notebook, "code"):
        lines = import_lines(cell.source)
        if lines > IMPORTS:
            message = f"{lines} lines of imports, {IMPORTS} are the most; use a prelude"
            yield Problem("imports", number, 0, message)


def defined_once(notebook):
    seen = {}
    for number, cell in numbered(notebook, "code"):
        for kind, name, line in items(cell.source):
            first = seen.setdefault(name, number)
            if first != number:
                message = f"{kind} {name} is already defined in cell {first}; rename it"
                yield Problem("defined-twice", number, line, message)


RULES = [length, median_length, width, imports, defined_once]
