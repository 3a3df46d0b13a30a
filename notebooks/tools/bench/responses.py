"""How kernels answer: their start, a cell, and stop. Ours, evcxr as it comes, and Python's.

What is asked is what all three have: a sum, a variable, and a loop that ends only by stop.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from statistics import median

from setup.paths import FRONT

from . import kernels
from .cells_table import seconds

sys.path.insert(0, str(FRONT / "tests"))

from talk import Talk

CELLS = 5
STOPS = 5
ROWS = {
    "start": "from the kernel's start to the answer of its first cell",
    "cell": "a later cell",
    "stop": "from stop to the end of an endless loop",
}


@dataclass(frozen=True)
class Words:
    """A sum, a variable, a loop that says that it has begun, and a look at the variable."""

    sum: str
    keep: str
    endless: str
    kept: str


RUST = Words(
    "6 * 7",
    "let kept = 41;",
    'println!("begun");\nloop { notebook_front::check()?; }',
    "kept + 1",
)
# Without our crate nothing can be asked in a loop.
STOCK = Words(
    RUST.sum, RUST.keep, 'println!("begun");\nloop { std::hint::black_box(1); }', RUST.kept
)
PYTHON = Words("6 * 7", "kept = 41", 'print("begun", flush=True)\nwhile True: pass', "kept + 1")


@dataclass(frozen=True)
class Asked:
    label: str
    side: kernels.Side
    words: Words


def all_asked():
    return [
        Asked("ours", kernels.ours(), RUST),
        Asked("stock evcxr, no crate", kernels.stock(), STOCK),
        Asked("ipykernel", kernels.python(), PYTHON),
    ]


def round_of(asked):
    """{row: seconds} of one kernel, and after how many stops the variable was still there."""
    words = asked.words
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        with Talk(asked.side.kernel, folder, asked.side.variables(folder)) as talk:
            talk.good(words.sum)
            start = time.monotonic() - begin
            cells = [talk.good(words.sum).seconds for _ in range(CELLS)]
            stops = [stop(talk, words) for _ in range(STOPS)]
    times = {"start": start, "cell": median(cells), "stop": median(time for time, _ in stops)}
    return times, sum(is_kept for _, is_kept in stops)


def stop(talk, words):
    """The seconds from stop to the loop's end, and whether the variable is still there."""
    talk.good(words.keep)
    request = talk.send(words.endless)
    talk.wait(request, until=lambda result: "begun" in result.text())
    pressed = time.monotonic()
    talk.manager.interrupt_kernel()
    talk.wait(request)
    return time.monotonic() - pressed, talk.run(words.kept).value == "42"


def markdown(rounds):
    """`rounds`: {label: [what `round_of` gave]}."""
    labels = list(rounds)
    lines = [
        f"| kernels, seconds: median (fastest–slowest) | {' | '.join(labels)} |",
        "|---" * (len(labels) + 1) + "|",
    ]
    for name, row in ROWS.items():
        cells = [seconds([times[name] for times, _ in rounds[label]]) for label in labels]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    kept = [
        f"{sum(kept for _, kept in rounds[label])} of {STOPS * len(rounds[label])}"
        for label in labels
    ]
    lines.append(f"| stops after which the variable was there | {' | '.join(kept)} |")
    return "\n".join(lines)


def numbers(rounds):
    """The same for programs."""
    return {
        "kernels": {
            label: [{**times, "stops": STOPS, "kept": kept} for times, kept in found]
            for label, found in rounds.items()
        }
    }
