"""The table of `make bench`, from given numbers. Nothing is timed here."""

import json
import sys
import textwrap

import pytest

from bench import report, table
from bench.__main__ import epochs, steps_by_rounds
from bench.contestant import Contestant
from bench.table import Measured
from setup.report import SetupError

MEASURED = {
    "step-float32": Measured([6.0, 12.0, 6.2]),
    "products-float32": Measured([5.0, 10.0, 5.0]),
    "default": Measured([10.0, 20.0, 10.0]),
    "fused": Measured([8.0, 15.0, 8.0]),
    "epoch-float32": Measured([6.3, 6.6]),
    "beside-epoch-float32": Measured([6.0, 6.6]),
}


def test_a_ratio_is_taken_within_each_round():
    assert table.ratio(MEASURED["step-float32"], MEASURED["default"]) == pytest.approx(0.6)


def test_the_best_is_the_fastest_of_those_that_ran():
    assert table.best(MEASURED, ("default", "fused", "compile-fused")) == "fused"
    assert table.best(MEASURED, table.BEST_BFLOAT16) is None


def test_goals_are_those_whose_contestants_ran():
    rows = {what: (value, most) for what, value, most in table.goals(MEASURED)}
    assert len(rows) == 4
    assert rows["a whole epoch / its steps, float32"] == (pytest.approx(1.025), 1.05)
    assert rows["float32 / matrix products alone"] == (pytest.approx(1.2), 1.25)
    text = table.goals_table(table.goals(MEASURED))
    assert "| float32 / PyTorch's default | 0.60 | 0.70 | reached |" in text


def test_a_goal_that_is_missed_says_so():
    assert "| what | 1.30 | 1.25 | not reached |" in table.goals_table([("what", 1.3, 1.25)])


def test_the_table_of_steps():
    lines = table.steps_table(MEASURED, 2).splitlines()
    assert lines[0].startswith("| a step, 2 threads |")
    assert "| **vae-core**, float32 | 6.20 (6.00–12.00) | 0.60 | 1.20 |" in lines
    assert "| PyTorch, default Adam | 10.00 (10.00–20.00) |  | 2.00 |" in lines


def test_report_and_numbers_hold_every_sitting():
    other = {"images": "MNIST", "memory": 480.2}
    sittings = {2: (MEASURED, other), 1: (MEASURED, other)}
    text = report.markdown(sittings)
    assert "a step, 2 threads" in text and "a step, 1 thread |" in text and "480 MB" in text
    numbers = json.loads(json.dumps(report.numbers(sittings)))
    assert numbers["threads"]["1"]["milliseconds"]["fused"] == [8.0, 15.0, 8.0]


def program(folder, body):
    path = folder / "contestant.py"
    path.write_text(textwrap.dedent(body))
    return [sys.executable, path]


def test_contestants_take_turns_and_one_that_cannot_drops_out(tmp_path):
    command = program(tmp_path, """
        import json, os
        print(json.dumps({"ready": os.environ["OMP_NUM_THREADS"]}), flush=True)
        while True:
            name, count = input().split()
            print("chatter")
            fine = {"name": name, "milliseconds": [1.0, 2.0, 9.0][: int(count)]}
            print(json.dumps(fine if name != "fused" else {"problem": "no compiler"}), flush=True)
    """)

    class Options:
        rounds, steps = 2, 3

    with Contestant(command, threads=2) as one:
        assert one.greeting == {"ready": "2"}
        rounds = steps_by_rounds({"default": one, "fused": one}, Options)
    assert rounds == {"default": [2.0, 2.0]}


def test_an_epoch_is_compared_with_the_steps_around_it(tmp_path):
    command = program(tmp_path, """
        import itertools, json
        print(json.dumps({"images": 950}), flush=True)
        for number in itertools.count():
            name, count = input().split()
            answer = [1000.0] if name.startswith("epoch") else [float(number)] * int(count)
            print(json.dumps({"name": name, "milliseconds": answer}), flush=True)
    """)

    class Options:
        epochs = 1

    rounds = {}
    with Contestant(command, threads=1) as one:
        epochs(one, rounds, Options)
    assert rounds["epoch-float32"] == rounds["epoch-bfloat16"] == [100.0]
    assert rounds["beside-epoch-float32"] == [1.0]  # asked first and third
    assert rounds["beside-epoch-bfloat16"] == [4.0]


def test_a_contestant_that_dies_shows_its_last_words(tmp_path):
    with pytest.raises(SetupError, match="no such model"):
        Contestant(program(tmp_path, "raise SystemExit('no such model')"), threads=1)
