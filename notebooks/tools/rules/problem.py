"""What a rule says when a notebook breaks it."""

from dataclasses import dataclass


@dataclass
class Problem:
    """A broken rule: its name, the place, and what to do."""

    rule: str
    cell: int
    line: int
    message: str

    def __str__(self):
        places = [("cell", self.cell), ("line", self.line)]
        place = ", ".join(f"{word} {number}" for word, number in places if number)
        return f"{place + ': ' if place else ''}[{self.rule}] {self.message}"


def numbered(notebook, kind):
    """The cells of one kind with their numbers, counted from 1 over all cells."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == kind:
            yield number, cell
