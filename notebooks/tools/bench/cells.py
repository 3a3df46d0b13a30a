"""A chapter's cells, one after another in one kernel, and how long each takes.

What a reader waits for is cut in two at the moment when evcxr puts the cell's finished
library in place: before it, the compiler and rust-analyzer; after it, the cell's own work
(training, drawing, loading data) and the answer's way back.
"""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from project import first_line, read
from setup.paths import NOTEBOOKS
from setup.report import SetupError

CHAPTER = NOTEBOOKS / "04-design-and-implementation.ipynb"
FIRST_LET = "let first_let = tch::Tensor::ones([2, 3], (tch::Kind::Float, tch::Device::Cpu));"
BUILD_FOLDER = 'println!("{}", std::env::var("EVCXR_TMPDIR")?);'
LIBRARIES = "target/*/debug/**/libcode_*"
WITHIN_SECONDS = 1800
LET = re.compile(r"^let\b", re.MULTILINE)


@dataclass
class Timed:
    """One cell: its kind, all of its seconds, and those before its library was there."""

    kind: str
    seconds: float
    compiling: float


def kind(source, outputs):
    """`figure` for what shows more than text, `let` for a variable that stays, else `plain`."""
    shown = {mime for output in outputs for mime in output.get("data", {})}
    if shown - {"text/plain"}:
        return "figure"
    return "let" if LET.search(source) else "plain"


def sources(chapter=CHAPTER):
    cells = (cell for cell in read(chapter).cells if cell.cell_type == "code")
    return [cell.source for cell in cells if cell.source.strip()]


def walk(side, chapter=CHAPTER):
    """The seconds from start to imports and of the first `let`, then every other cell."""
    imports, *others = sources(chapter)
    start = time.monotonic()
    with side.started() as kernel:
        ready = {"kernel start": time.monotonic() - start}
        for preparation in side.preparation:
            ready[":dep"] = run(kernel, preparation).seconds
        ready["imports"] = run(kernel, imports).seconds
        ready["start to imports"] = sum(ready.values())
        ready["first let"] = run(kernel, FIRST_LET).seconds
        folder = Path(run(kernel, BUILD_FOLDER).outputs[0].text.strip())
        cells = [timed(kernel, source, folder) for source in others]
    return ready, cells


def run(kernel, source):
    result = kernel.run(source, WITHIN_SECONDS)
    if result.failure:
        raise SetupError(f"The cell “{first_line(source)}” failed:\n{result.failure}")
    return result


def timed(kernel, source, folder):
    begin = time.time()
    result = run(kernel, source)
    compiling = max(library_there(folder) - begin, 0.0)
    return Timed(kind(source, result.outputs), result.seconds, compiling)


def library_there(folder):
    """When evcxr last moved a cell's library to its place, by the system's clock."""
    return max(library.stat().st_ctime for library in folder.glob(LIBRARIES))
