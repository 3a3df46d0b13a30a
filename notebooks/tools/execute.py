"""Run notebooks cell by cell, and call a cell passed only when it is.

    python notebooks/tools/execute.py              every chapter
    python notebooks/tools/execute.py 04           the chapter that begins with 04
    python notebooks/tools/execute.py 04 --in-place   and keep its outputs
    python notebooks/tools/execute.py 04 --compare    and compare them with those that are kept
    python notebooks/tools/execute.py 04 --solutions  and try its exercises' solutions
    python notebooks/tools/execute.py --synthetic     as where no images were downloaded

A cell fails by an error, by running too long, or with a kernel that dies. A cell tagged
`expect-failure` must fail. A cell of more than ten seconds whose text above names no
time gets a note.
Exit code: 0 all passed, 1 a cell failed, 2 wrong use.
"""

import argparse
import copy
import os
import re
import tempfile
import time
from pathlib import Path

import nbformat

from agreement import differences
from cleaning import clean, synthetic_cells
from kernel import CellTimeout, Kernel, KernelDied
from outcome import Failure, Run, verdict
from project import KERNEL, UsageError, first_line, program, read, resolve, shown, tags
from solutions import wrong_solutions
from widgets import stills

TIMEOUT = 900
SLOW_SECONDS = 10
DURATION = re.compile(r"\b(s|sec|seconds?|min|minutes?)\b", re.IGNORECASE)


def execute(path, timeout=TIMEOUT, kernel=None, keep_going=False, solutions=False, say=print):
    """Run a notebook in its own folder; the result holds outputs and failures.

    With `solutions`, the cells of its exercises then run again, solved: what these print
    is judged, and not kept.
    """
    path = Path(path)
    run = Run(path, read(path))
    name = kernel or run.notebook.metadata.get("kernelspec", {}).get("name", KERNEL)
    say(f"{shown(path)} (kernel {name})")
    start = time.monotonic()
    try:
        with Kernel(name, path.resolve().parent) as session:
            say(f"  kernel ready in {time.monotonic() - start:.1f} s")
            CellByCell(run, session, timeout, say).all(keep_going)
            if solutions and run.passed:
                wrong = wrong_solutions(run.notebook, session, timeout, say)
                run.failures += [Failure(shown(path), *place) for place in wrong]
    except KernelDied as error:
        run.failures.append(Failure(shown(path), 0, "starting the kernel", str(error)))
    run.seconds = time.monotonic() - start
    say(verdict(run))
    return run


class CellByCell:
    """Walks through the code cells of one notebook with one kernel."""

    def __init__(self, run, session, timeout, say):
        self.run, self.session, self.timeout, self.say = run, session, timeout, say
        cells = enumerate(run.notebook.cells, 1)
        self.code = [(n, c) for n, c in cells if c.cell_type == "code"]

    def all(self, keep_going):
        for _, cell in self.code:
            cell.outputs, cell.execution_count = [], None
        todo = [(n, c) for n, c in self.code if c.source.strip()]
        for place, (number, cell) in enumerate(todo, 1):
            lost = self.one(number, cell, place)
            stop = lost or (self.run.failures and not keep_going)
            if stop or place == len(todo):
                self.run.not_run = len(todo) - place
                break

    def one(self, number, cell, place):
        """Run one cell; true when the kernel is lost and nothing more can run."""
        total = len(self.run.notebook.cells)
        begin = f"  cell {number:>3}/{total}  {first_line(cell.source)[:60]:<60}"
        result, lost = self.guarded(number, cell)
        cell.outputs, cell.execution_count = result.outputs, place
        complaint = None if lost else self.complaint(cell, result)
        if complaint:
            self.fail(number, cell, complaint)
        if result.seconds > SLOW_SECONDS and not self.announced(number):
            note = f"cell {number} took {result.seconds:.0f} s; say so above it"
            self.run.notes.append(f"{shown(self.run.path)}: {note}")
        self.say(f"{begin} {result.seconds:7.1f} s  {'FAILED' if lost or complaint else 'ok'}")
        return lost

    def guarded(self, number, cell):
        try:
            return self.session.run(cell.source, self.timeout), False
        except (KernelDied, CellTimeout) as error:
            self.fail(number, cell, str(error))
            return self.session.current, True

    def announced(self, number):
        """Whether the text above a cell says how long it takes."""
        above = self.run.notebook.cells[number - 2] if number > 1 else None
        says = above is not None and above.cell_type == "markdown"
        return says and DURATION.search(above.source) is not None

    def complaint(self, cell, result):
        if "expect-failure" not in tags(cell):
            return result.failure
        return None if result.failure else "is tagged expect-failure, and passed"

    def fail(self, number, cell, message):
        failure = Failure(shown(self.run.path), number, first_line(cell.source), message)
        self.run.failures.append(failure)


def compare(run):
    """Count each cell that says something else than the kept notebook as failed."""
    for difference in differences(read(run.path), copy.deepcopy(run.notebook)):
        cell = run.notebook.cells[difference.cell - 1]
        name = first_line(cell.source)
        run.failures.append(Failure(shown(run.path), difference.cell, name, str(difference)))
        say_now(str(run.failures[-1]))


def keep_outputs(run, allow_synthetic):
    """Write the outputs back into the notebook, clean and all at once; widgets as pictures."""
    cells = synthetic_cells(run.notebook)
    if cells and not allow_synthetic:
        raise UsageError(
            f"{shown(run.path)}: cell {cells[0]} ran on synthetic data, and outputs "
            "are kept from real data only: fetch it with `make data`, or tag a cell "
            "that means it `synthetic-data`"
        )
    write_text(run.path, nbformat.writes(clean(stills(run.notebook))) + "\n")


def write_text(path, text):
    """Replace a file; whoever interrupts this finds the old one or the new one."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".", suffix=".tmp", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    os.chmod(file.name, path.stat().st_mode if path.exists() else 0o644)
    os.replace(file.name, path)


def arguments(given):
    parser = argparse.ArgumentParser(
        description="Run notebooks, and call a cell passed only when it is."
    )
    parser.add_argument("notebook", nargs="*", help="all chapters when none is named")
    parser.add_argument("--in-place", action="store_true", help="keep the outputs")
    parser.add_argument(
        "--compare", action="store_true", help="fail where the kept outputs say otherwise"
    )
    parser.add_argument(
        "--allow-synthetic",
        action="store_true",
        help="with --in-place: keep outputs made from synthetic data too",
    )
    parser.add_argument(
        "--timeout", type=float, default=TIMEOUT, help=f"seconds a cell ({TIMEOUT})"
    )
    parser.add_argument("--solutions", action="store_true", help="try the exercises' solutions too")
    parser.add_argument(
        "--synthetic", action="store_true", help="run as if no images were downloaded"
    )
    parser.add_argument("--kernel", help="instead of the one the notebook names")
    parser.add_argument("--keep-going", action="store_true", help="run on after a failed cell")
    return parser.parse_args(given)


def main(given=None):
    options = arguments(given)
    if (options.in_place or options.compare) and os.environ.get("VAE_QUICK"):
        raise UsageError("VAE_QUICK shortens trainings: unset it for outputs that are kept")
    with tempfile.TemporaryDirectory() as no_images:
        if options.synthetic:
            os.environ["VAE_DATA"] = no_images
        runs = [execute_and_keep(path, options) for path in resolve(options.notebook)]
    return 0 if all(run.passed for run in runs) else 1


def execute_and_keep(path, options):
    run = execute(
        path,
        options.timeout,
        options.kernel,
        options.keep_going,
        options.solutions,
        say=say_now,
    )
    if run.passed and options.compare:
        compare(run)
    if run.passed and options.in_place:
        keep_outputs(run, options.allow_synthetic)
        say_now(f"{shown(path)}: outputs kept")
    return run


def say_now(text):
    print(text, flush=True)


if __name__ == "__main__":
    program(main, "execute")
