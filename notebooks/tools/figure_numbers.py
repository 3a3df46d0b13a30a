"""Number the figures of chapters, in their cells and in what refers to them.

    python notebooks/tools/figure_numbers.py          every chapter
    python notebooks/tools/figure_numbers.py 04       the chapter that begins with 04

A cell that shows figures says so in its first line: `// Figure 4.2`, or `// Figures 4.2, 4.3`.
The numbers follow the kept outputs, as the book's do, so a chapter is numbered after it ran. Where
a number changes, all chapters that name it change with it.
"""

import argparse
import re
from pathlib import Path

import nbformat

from execute import write_text
from project import chapters, program, read, resolve, shown
from sections import NUMBER, REFERENCE, chapter_number

COMMENT = re.compile(rf"// Figures? ({NUMBER}(?:, {NUMBER})*)(?:\n|$)")


def count(cell):
    """How many figures a cell's kept outputs hold."""
    if cell.cell_type != "code":
        return 0
    pages = (output.get("data", {}).get("text/html", "") for output in cell.get("outputs", []))
    return sum(len(re.findall(r"<figure\b", html)) for html in pages)


def wanted(notebook, chapter):
    """For each cell the numbers of its figures."""
    number, numbers = 0, []
    for cell in notebook.cells:
        own = range(number + 1, number + 1 + count(cell))
        numbers.append([f"{chapter}.{n}" for n in own])
        number += len(own)
    return numbers


def given(cell):
    """The numbers in a code cell's first line."""
    found = COMMENT.match(cell.source) if cell.cell_type == "code" else None
    return found[1].split(", ") if found else []


def comment(numbers):
    return f"// Figure{'s' * (len(numbers) > 1)} {', '.join(numbers)}"


def references(source):
    """Every figure that a text names by its number in this book."""
    for found in REFERENCE.finditer(source):
        for number in re.finditer(NUMBER, found[2]):
            yield number[0], source.count("\n", 0, found.start()) + 1


def number(notebook, chapter):
    """Write the numbers into the cells; returns which of them changed, old to new."""
    changed = {}
    for cell, numbers in zip(notebook.cells, wanted(notebook, chapter), strict=True):
        before = given(cell)
        if before:
            cell.source = COMMENT.sub("", cell.source, count=1)
        if numbers:
            cell.source = f"{comment(numbers)}\n{cell.source}"
        changed |= {old: new for old, new in zip(before, numbers, strict=False) if old != new}
    return changed


def refer(notebook, changed):
    """Follow changed numbers in the texts."""

    def renamed(found):
        return found[1] + re.sub(NUMBER, lambda n: changed.get(n[0], n[0]), found[2])

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = REFERENCE.sub(renamed, cell.source)


def keep(path, notebook, before):
    if notebook != before:
        write_text(path, nbformat.writes(notebook) + "\n")
        print(f"{shown(path)}: numbered")


def main(given_arguments=None):
    parser = argparse.ArgumentParser(description="Number the figures of chapters.")
    parser.add_argument("notebook", nargs="*", help="all chapters when none is named")
    changed = {}
    for path in resolve(parser.parse_args(given_arguments).notebook):
        notebook = read(path)
        changed |= number(notebook, chapter_number(Path(path).stem))
        keep(path, notebook, read(path))
    for path in chapters() if changed else []:
        notebook = read(path)
        refer(notebook, changed)
        keep(path, notebook, read(path))
    return 0


if __name__ == "__main__":
    program(main, "figure_numbers")
