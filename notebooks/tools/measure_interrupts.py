"""Presses stop at random moments and looks at what is left: `measure_interrupts.py [--count 100]`.

Three cells in turn: a training, a loop of the reader's own that draws from the crate, and an
evaluation. Each press must end its cell within a second with an error called interrupted, and all
variables must be there, the trainer's weights included. At the end the epoch under way
is finished, and the weights are compared with those of a run that nobody stopped.
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
    seconds: float
    # An error called Interrupted, and every variable still there.
    is_kept: bool


def press(talk, cell, moment):
    """Runs a cell, presses stop after a while, and looks at what is left."""
    request = talk.send(CELLS[cell])
    time.sleep(moment)
    start = time.monotonic()
    talk.manager.interrupt_kernel()
    result = talk.wait(request)
    seconds = time.monotonic() - start
    told = result.of("error")
    is_interrupted = [content["ename"] for content in told] == ["Interrupted"]
    left = talk.run(LEFT)
    is_left = left.status == "ok" and left.value == "(3000, 14, true)"
    return Press(cell, seconds, is_interrupted and is_left)


def presses(count, seed=0):
    """So many presses, and whether the training then ended in the bits of one never stopped."""
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Talk(KERNEL, folder) as talk:
        talk.good(PREPARATION)
        all_ = [press(talk, list(CELLS)[i % 3], moments.uniform(0.05, 2.5)) for i in range(count)]
        return all_, talk.good(FINISHED).value == "true"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="presses")
    options = parser.parse_args()
    all_, is_same = presses(options.count)
    for cell in CELLS:
        of_cell = [p for p in all_ if p.cell == cell]
        kept = sum(p.is_kept for p in of_cell)
        quick = sum(p.seconds < BACK_WITHIN_SECONDS for p in of_cell)
        slowest = max((p.seconds for p in of_cell), default=0.0)
        print(
            f"{cell}: {kept} of {len(of_cell)} kept everything, {quick} were back within a second"
        )
        print(f"  (the slowest after {slowest:.2f} s)")
    print(f"the training then ends in {'the same' if is_same else 'OTHER'} bits")
    return 0 if is_same and all(p.is_kept for p in all_) else 1


if __name__ == "__main__":
    program(main, "measure_interrupts")
