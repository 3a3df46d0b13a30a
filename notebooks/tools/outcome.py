"""What became of a notebook that was run."""

from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from project import shown


@dataclass
class Failure:
    """A cell that did not do what it should: which one, and what it said."""

    notebook: str
    cell: int
    line: str
    message: str

    def __str__(self):
        message = self.message.replace("\n", "\n    ")
        place = f"{self.notebook}: cell {self.cell}" if self.cell else self.notebook
        return f"{place}: {self.line}\n    {message}"


@dataclass
class Run:
    """What became of one notebook."""

    path: Path
    notebook: nbformat.NotebookNode
    seconds: float = 0.0
    failures: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    not_run: int = 0

    @property
    def passed(self):
        return not self.failures


def verdict(run):
    lines = [*run.notes, *map(str, run.failures)]
    if run.not_run:
        lines.append(f"  cells after it that were not run: {run.not_run}")
    word = "passed" if run.passed else "FAILED"
    lines.append(f"{shown(run.path)}: {word} in {run.seconds:.1f} s")
    return "\n".join(lines)
