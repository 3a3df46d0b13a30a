"""`make bench`, in one sitting: training steps of vae-core beside PyTorch's and JAX's, the cells
beside those of a stock evcxr, and the kernel's answers beside that one's and Python's.

    PYTHONPATH=notebooks/tools:notebooks/kernel .venv/bin/python -m bench \\
        [--only steps|models|cells|kernels] [--rounds 10]
"""

import argparse
import contextlib
import functools
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from statistics import mean

from setup import libtorch, program
from setup.paths import CHECKOUT, TARGET
from setup.report import SetupError, run, say

from . import cells, cells_table, kernels, models, pytorch_env, report, responses, table, waiting
from .contestant import Absent, Contestant
from .table import Measured
from .turns import in_turn

OUT = TARGET / "bench"
OURS = (
    "step-float32",
    "products-float32",
    "step-bfloat16",
    "products-bfloat16",
    "step-tch",
    table.TRAFFIC,
)
JAX = ("jax", "bfloat16-jax")
THEIRS = ("default", "fused", "compile-fused", "bfloat16-fused", "bfloat16-compile-fused", *JAX)
ORDER = [name for turn in zip_longest(OURS, THEIRS) for name in turn if name]
# A whole epoch, its step, and the name of the steps taken before and after it.
EPOCHS = [(f"epoch-{p}", f"step-{p}", f"beside-epoch-{p}") for p in ("float32", "bfloat16")]
STEPS_BESIDE = 100


def arguments():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--steps", type=int, default=40, help="in each round")
    parser.add_argument("--threads", type=int, nargs="+", default=sorted({cores, 1}, reverse=True))
    parser.add_argument("--epochs", type=int, default=3, help="rounds of whole epochs")
    parser.add_argument("--only", choices=tuple(PARTS), help="not all")
    parser.add_argument(
        "--chapters", type=int, default=3, help="rounds of a chapter's cells, and of kernels"
    )
    parser.add_argument("--stock", type=int, default=1, help="of them with a stock evcxr as well")
    parser.add_argument("--contestant", type=Path, help="our program, where it is built already")
    parser.add_argument("--python", type=Path, help="a Python that has PyTorch already")
    return parser.parse_args()


def build():
    """Our side, as a program."""
    say("Building vae-core's side")
    command = ["cargo", "build", "--release", "--locked", "-p", "vae-thesis"]
    run(
        [*command, "--example", "contestant"],
        "Building the benchmark",
        cwd=CHECKOUT,
        env=program.cargo_environment(libtorch.find()),
    )
    return TARGET / "release" / "examples" / "contestant"


@dataclass
class Sides:
    """Whom a contest can be asked of."""

    rust: Contestant
    pytorch: Contestant
    jax: Contestant | Absent

    def of(self, name):
        if name in OURS:
            return self.rust
        return self.jax if name in JAX else self.pytorch


@contextlib.contextmanager
def contestants(ours, theirs, threads):
    """All sides, with the same images; JAX's where it is installed."""
    with contextlib.ExitStack() as all_of_them, tempfile.TemporaryDirectory() as folder:
        images = Path(folder) / "images"

        def side(*command):
            return all_of_them.enter_context(Contestant([*command, images], threads))

        here = Path(__file__).parent
        rust, pytorch = side(ours), side(theirs, here / "pytorch_step.py")
        try:
            jax = side(theirs, here / "jax_step.py")
        except SetupError as error:
            jax = Absent(str(error).strip().splitlines()[-1])
        yield Sides(rust, pytorch, jax)


def in_sittings(options, sitting):
    """{threads: what `sitting(sides)` finds with so many}."""
    theirs = options.python or pytorch_env.python()
    ours = options.contestant or build()
    found = {}
    for threads in options.threads:
        say(f"Measuring with {threads} thread{'s' if threads > 1 else ''}")
        with contestants(ours, theirs, threads) as sides:
            found[threads] = sitting(sides)
    return found


def sitting(options, sides):
    """Everything with one number of threads, by name."""
    rust = sides.rust
    asked = {name: (sides.of(name), options.steps) for name in ORDER}
    rounds = in_turn(asked, options.rounds)
    epochs(rust, rounds, options)
    for name in report.CHORES:
        rounds[name] = rust.ask(name, 5)["milliseconds"]
    memory = rust.ask("memory")["megabytes"]
    measured = {name: Measured(values) for name, values in rounds.items()}
    measured |= table.floors(measured)
    return measured, {"images": rust.greeting["ready"], "memory": memory}


def epochs(rust, rounds, options):
    """Whole epochs, each between two rows of steps that it is compared with. Of steps the mean
    counts here: an epoch too holds every interruption."""
    batches = -(-rust.greeting["images"] // 100)
    for _ in range(options.epochs):
        for epoch, step, beside in EPOCHS:
            before, whole, after = (
                rust.ask(name, count)["milliseconds"]
                for name, count in ((step, STEPS_BESIDE), (epoch, 1), (step, STEPS_BESIDE))
            )
            rounds.setdefault(epoch, []).append(whole[0] / batches)
            rounds.setdefault(beside, []).append(mean(before + after))


def steps(options):
    """The tables of training, and their numbers."""
    sittings = in_sittings(options, functools.partial(sitting, options))
    return report.markdown(sittings), report.numbers(sittings)


def other_models(options):
    """The tables of other models, and their numbers."""
    rounds = max(options.rounds // 2, 1)
    sittings = in_sittings(options, functools.partial(models.measured, rounds))
    tables = [models.table(measured, threads) for threads, measured in sittings.items()]
    numbers = {str(threads): report.rounds(measured) for threads, measured in sittings.items()}
    return "\n\n".join(tables), {"models": numbers}


def notebooks(options):
    """The tables of cells and set-up, and their numbers."""
    sides = {"ours": kernels.ours(), "stock": kernels.stock()}
    walks = {name: [] for name in sides}
    waits = {"setup": [], "lab": []}
    for number in range(options.chapters):
        for name, side in sides.items():
            if name == "ours" or number < options.stock:
                say(f"Running a chapter's cells, round {number + 1}, {name}")
                walks[name].append(cells.walk(side))
        waits["setup"].append(waiting.setup_seconds())
        waits["lab"].append(waits["setup"][-1] + waiting.lab_seconds())
    return cells_table.markdown(**walks, waits=waits), cells_table.numbers(**walks, waits=waits)


def answers(options):
    """The table of the kernels' answers, and its numbers."""
    all_asked = responses.all_asked()
    rounds = {asked.label: [] for asked in all_asked}
    for number in range(options.chapters):
        for asked in all_asked:
            say(f"Asking a kernel, round {number + 1}, {asked.label}")
            rounds[asked.label].append(responses.round_of(asked))
    return responses.markdown(rounds), responses.numbers(rounds)


PARTS = {"steps": steps, "models": other_models, "cells": notebooks, "kernels": answers}


def main():
    options = arguments()
    chosen = [options.only] if options.only else PARTS
    parts = [PARTS[name](options) for name in chosen]
    OUT.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join([report.head(), *(tables for tables, _ in parts)])
    numbers = report.versions() | {name: value for _, part in parts for name, value in part.items()}
    (OUT / "table.md").write_text(text, encoding="utf-8")
    (OUT / "table.json").write_text(json.dumps(numbers, indent=1))
    print(f"\n{text}\n\nwritten to {OUT}/table.md and table.json")


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(f"{error}")
