"""Figures: each has its number in its cell, and a text names only figures that there are."""

from figure_numbers import comment, given, references, wanted
from project import read
from rules.problem import Problem, numbered
from sections import chapter_number

REMEDY = "run notebooks/tools/figure_numbers.py"


def numbers(notebook, path):
    for place, (cell, figures) in enumerate(
        zip(notebook.cells, wanted(notebook, chapter_number(path.stem)), strict=True), 1
    ):
        if given(cell) != figures:
            first = comment(figures) if figures else "no number"
            yield Problem("figure-number", place, 1, f"its first line must be {first}; {REMEDY}")


def named(notebook, path):
    there = {path: notebook}
    for number, cell in numbered(notebook, "markdown"):
        for figure, line in references(cell.source):
            if figure not in known(figure, path, there):
                message = f"names figure {figure}, and there is none"
                yield Problem("figure-reference", number, line, message)


def known(figure, path, there):
    """The figures of the chapter that a number belongs to."""
    chapter = figure.split(".")[0]
    for other in path.parent.glob("[0-9]*.ipynb"):
        if chapter_number(other.stem) == chapter:
            notebook = there.setdefault(other, None) or read(other)
            there[other] = notebook
            return {one for cell in wanted(notebook, chapter) for one in cell}
    return set()


RULES = [numbers, named]
