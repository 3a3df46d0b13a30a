"""Presses stop at random moments and looks at what is left: `measure_interrupts.py [--count 100]`.

Three cells in turn: a training, a loop of the reader's own that draws from the crate, and an
evaluation. Each press must end its cell within a second with an error called interrupted, and all
variables must be there, the trainer's weights included. Besides, every tenth cell is stopped while
it is still compiled; it must not run then. At the end the epoch under way is finished, and the
weights are compared with those of a run that nobody stopped.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from project import KERNEL, program

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kernel" / "tests"))

from talk import Talk

BACK_WITHIN_SECONDS = 1.0
LATEST_PRESS_SECONDS = 1.5
COMPILING_SECONDS = 0.5
ENDLESS = 1_000_000
PREPARATION = f"""\
use vae_core::dataset::synthetic;
use vae_core::model::Architecture;
use vae_core::{{Random, TrainConfig, Trainer, Vae, VaeConfig, evaluate}};
let digits = synthetic::digits(3_000, 0)?;
let architecture = Architecture::mlp([64, 64]);
let config = VaeConfig {{ architecture, ..VaeConfig::default() }};
let protocol = TrainConfig {{ epochs: {ENDLESS}, ..TrainConfig::default() }};
let mut trainer = Trainer::new(Vae::new(config.clone(), 0)?, protocol.clone())?;
let mut random = Random::new(7);
let mut drawn = 0_u64;
"""
CELLS = {
    "training": "trainer.fit_with(&digits, None, |_| std::ops::ControlFlow::Continue(()))?;",
    "own loop": "loop { random.standard_normal(&[100, 20])?; drawn += 1; }",
    "evaluation": "loop { evaluate(trainer.vae(), &digits)?; }",
}
LEFT = "(digits.len(), trainer.vae().parameters().len(), drawn < u64::MAX)"
FINISHED = """\
let epochs = trainer.history().epochs.len() + 1;
trainer.set_epochs(epochs)?;
let protocol = TrainConfig { epochs, ..protocol.clone() };
trainer.fit_with(&digits, None, |_| std::ops::ControlFlow::Continue(()))?;
let mut whole = Trainer::new(Vae::new(config.clone(), 0)?, protocol.clone())?;
whole.fit_with(&digits, None, |_| std::ops::ControlFlow::Continue(()))?;
let pairs = whole.vae().parameters().into_iter().zip(trainer.vae().parameters());
pairs.into_iter().all(|(a, b)| a.equal(b))
"""


@dataclass
class Press:
    cell: str
    # From the cell's begin, or from sending it, to the press; and from there to the cell's end.
    moment: float
    seconds: float
    has_begun: bool
    # What was not as it should be; empty where all was.
    problem: str


def press(talk, cell, moment, since_begun):
    """Runs a cell, presses stop after a while, and looks at what is left."""
    request = talk.send(f'println!("begun");\n{CELLS[cell]}')
    if since_begun:
        talk.wait(request, until=lambda result: result.text())
    time.sleep(moment)
    start = time.monotonic()
    talk.manager.interrupt_kernel()
    result = talk.wait(request)
    seconds = time.monotonic() - start
    has_begun = result.text() == "begun\n"
    problems = [*wrong_end(result, has_begun), *missing(talk.run(LEFT))]
    return Press(cell, moment, seconds, has_begun, "; ".join(problems))


def wrong_end(result, has_begun):
    names = [content["ename"] for content in result.of("error")]
    if result.status != "error" or names != ["Interrupted"]:
        yield f"it ended as {result.reply} with {result.told}"
    elif ("it has not run" in result.reply["evalue"]) == has_begun:
        yield f"it said {result.reply['evalue']!r} and printed {result.text()!r}"
    if text := result.text("stderr"):
        yield f"it wrote {text!r}"


def missing(left):
    if left.status != "ok" or left.value != "(3000, 14, true)":
        yield f"the variables' cell answered {left.reply} with {left.told}"


def presses(count, seed=0, tell=lambda press: None):
    """So many presses inside cells, and whether the training then ends as one never stopped."""
    moments = random.Random(seed)
    found = []
    with tempfile.TemporaryDirectory() as folder, Talk(KERNEL, folder) as talk:
        talk.good(PREPARATION)
        while sum(p.has_begun for p in found) < count:
            cell = list(CELLS)[len(found) % len(CELLS)]
            since_begun = len(found) % 10 < 9
            latest = LATEST_PRESS_SECONDS if since_begun else COMPILING_SECONDS
            found.append(press(talk, cell, moments.uniform(0.0, latest), since_begun))
            tell(found[-1])
        finished = talk.run(FINISHED)
        is_same = finished.value == "true"
        return found, "" if is_same else f"{finished.reply} with {finished.told}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="presses inside cells")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    options = parser.parse_args()
    found, difference = presses(options.count, options.seed, print)
    for cell in CELLS:
        tell(cell, [p for p in found if p.cell == cell and p.has_begun])
    tell("all of these", [p for p in found if p.has_begun])
    tell("while it was compiled", [p for p in found if not p.has_begun])
    bits = f"OTHER bits: {difference}" if difference else "the same bits"
    print(f"the training then ends in {bits}")
    return 1 if difference or any(p.problem for p in found) else 0


def tell(name, some):
    kept = sum(not p.problem for p in some)
    quick = sum(p.seconds < BACK_WITHIN_SECONDS for p in some)
    slowest = max((p.seconds for p in some), default=0.0)
    print(f"{name}: {kept} of {len(some)} kept everything, {quick} were back within a second")
    print(f"  (the slowest after {slowest:.2f} s)")
    for press in some:
        if press.problem:
            print(f"  pressed after {press.moment:.3f} s: {press.problem}")


if __name__ == "__main__":
    program(main, "measure_interrupts")
