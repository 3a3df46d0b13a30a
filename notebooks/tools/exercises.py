"""The exercises of a chapter: where each stands, and its cell with the solution in it.

An exercise begins with `### Exercise 2: name (5 minutes)`. Its code cell waits for an
answer; below it stand a hint and a solution, each in `<details>`. A solution holds the
code that belongs into the cell: `Some(…)` in the place of `None`, or a block of Rust
that defines the same function or variable again.
"""

import re
from dataclasses import dataclass, field

from rules.prose import headings
from rules.rust import span

HEADING = re.compile(r"Exercise (\d+): .+ \(\d+ minutes?\)$")
DETAILS = re.compile(
    r"<details>\s*<summary>\s*(?P<name>\w+)\s*</summary>(?P<text>.*?)</details>", re.S
)
BLOCK = re.compile(r"^```rust\n(.*?)^```", re.M | re.S)
ANSWER = re.compile(r"`(Some\([^`]+\))`")
EMPTY = re.compile(r"(?<=\blet )(answer_\d+)(\s*:[^=]+=\s*)None(?=\s*;)")
DEFINED = re.compile(r"^(fn|let)\s+(?:mut\s+)?(\w+)", re.M)


class NoSolution(Exception):
    """Why a solution can't be put into its cell."""


@dataclass
class Exercise:
    """One exercise: its heading, where that stands, its text and its code cells."""

    heading: str
    cell: int
    line: int
    text: str = ""
    code: list = field(default_factory=list)

    @property
    def number(self):
        found = HEADING.match(self.heading)
        return int(found[1]) if found else None

    @property
    def check(self):
        """(number, cell) of the cell that waits for the reader's answer, or None."""
        waiting = [(n, c) for n, c in self.code if self.waits in c.source]
        return waiting[0] if len(waiting) == 1 else None

    @property
    def waits(self):
        """What its cell says as long as there is no answer."""
        return f"Exercise {self.number} waits"

    def folded(self, name):
        """The text of its hint or its solution, or None."""
        found = (part for part in DETAILS.finditer(self.text) if part["name"] == name)
        return next((part["text"].strip() for part in found), None)

    def solved(self):
        """The source of its cell with the solution in it."""
        solution = self.folded("Solution")
        if solution is None or self.check is None:
            raise NoSolution("has no solution, or no cell that waits for one")
        source = self.check[1].source
        for block in BLOCK.findall(solution):
            if put := with_block(source, block):
                return put
        answer = ANSWER.search(solution)
        if answer and EMPTY.search(source):
            return EMPTY.sub(lambda found: found[1] + found[2] + answer[1], source)
        raise NoSolution(
            "its solution holds neither `Some(…)` for the None of the cell nor a block "
            "of rust that defines the cell's function"
        )


def with_block(source, block):
    """The source with what the block defines in place of its own; None if nothing."""
    places = [span(source, *name) for name in DEFINED.findall(block)]
    places = sorted(place for place in places if place)
    for begin, end in reversed(places):
        kept = block.rstrip() if (begin, end) == places[0] else ""
        source = source[:begin] + kept + source[end:]
    return source if places else None


def exercises(notebook):
    """All exercises of a notebook, in order."""
    found = []
    current = None
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            if current:
                current.code.append((number, cell))
            continue
        for heading, line, text in sections(cell.source):
            if heading is not None:
                current = None
                if heading.startswith("### Exercise"):
                    current = Exercise(heading.removeprefix("### "), number, line)
                    found.append(current)
            if current:
                current.text += text + "\n"
    return found


def sections(source):
    """(heading or None, line, text) of each part of a cell, down to headings of level 3."""
    starts = [(f"{'#' * n} {t}", line) for n, t, line in headings(source) if n <= 3]
    lines = source.splitlines()
    ends = [line - 1 for _, line in starts] + [len(lines)]
    yield None, 1, "\n".join(lines[: ends[0]])
    for (heading, line), end in zip(starts, ends[1:]):
        yield heading, line, "\n".join(lines[line:end])
