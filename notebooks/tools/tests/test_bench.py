"""The table of `make bench`, from given numbers. Nothing is timed here."""

import json
import sys
import textwrap
from pathlib import Path

import pytest

from bench import cells, cells_table, kernels, models, report, responses, table
from bench.__main__ import ORDER, Sides, epochs
from bench.cells import Timed
from bench.contestant import Absent, Contestant
from bench.table import Measured
from bench.turns import in_turn
from evcxr_front.environment import library_path
from project import read
from setup.report import SetupError

MEASURED = {
    "step-float32": Measured([6.0, 12.0, 6.2]),
    "products-float32": Measured([4.0, 8.0, 4.0]),
    "adam-traffic": Measured([1.0, 2.0, 1.0]),
    "floor-float32": Measured([5.0, 10.0, 5.0]),
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
    assert rows["float32 / the floor"] == (pytest.approx(1.2), 1.15)
    text = table.goals_table(table.goals(MEASURED))
    assert "| float32 / PyTorch's default | 0.60 | 0.70 | reached |" in text


def test_the_floor_is_products_and_traffic_of_one_round():
    floors = table.floors(MEASURED)
    assert floors == {"floor-float32": MEASURED["floor-float32"]}
    assert table.floors({"products-float32": MEASURED["products-float32"]}) == {}


class Recorded:
    """A contestant that answers with what it is told to."""

    def __init__(self, milliseconds):
        self.milliseconds = milliseconds

    def ask(self, name, count):
        known = self.milliseconds.get(name)
        return {"milliseconds": [known] * count} if known else {"problem": "not here"}


def test_another_model_is_set_beside_the_best_that_ran():
    theirs = Recorded({"conv:default": 8.0, "conv:fused": 5.0, "tanh:default": 3.0})
    ours = Recorded({"conv": 4.0, "iwae-5": 1.0})
    measured = models.measured(2, Sides(ours, theirs, Absent("not asked")))
    assert measured["conv"].rounds == [4.0, 4.0]
    lines = models.table(measured, 1).splitlines()
    assert lines[0].startswith("| 1 thread |")
    assert lines[2:] == [
        "| convolutions of 32 and 64 channels, 20 latent dimensions | 4.00 (4.00–4.00)"
        " | 5.00 (fused) | 0.80 | 1.00 |"
    ]


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
    assert text.startswith("Images: MNIST")
    assert "a step, 2 threads" in text and "a step, 1 thread |" in text and "480 MB" in text
    numbers = json.loads(json.dumps(report.numbers(sittings)))
    assert numbers["threads"]["1"]["milliseconds"]["fused"] == [8.0, 15.0, 8.0]


def program(folder, body):
    path = folder / "contestant.py"
    path.write_text(textwrap.dedent(body))
    return [sys.executable, path]


def test_contestants_take_turns_and_one_that_cannot_drops_out(tmp_path):
    command = program(
        tmp_path,
        """
        import json, os
        print(json.dumps({"ready": os.environ["OMP_NUM_THREADS"]}), flush=True)
        while True:
            name, count = input().split()
            print("chatter")
            fine = {"name": name, "milliseconds": [1.0, 2.0, 9.0][: int(count)]}
            print(json.dumps(fine if name != "fused" else {"problem": "no compiler"}), flush=True)
    """,
    )

    with Contestant(command, threads=2) as one:
        assert one.greeting == {"ready": "2"}
        asked = {"default": (one, 3), "fused": (one, 3), "jax": (Absent("no module"), 3)}
        rounds = in_turn(asked, 2)
    assert rounds == {"default": [2.0, 2.0]}


def test_each_contest_is_asked_of_its_own_side():
    sides = Sides("rust", "pytorch", "jax")
    asked = {name: sides.of(name) for name in ORDER}
    assert asked["step-float32"] == "rust" and asked["fused"] == "pytorch"
    assert [name for name, side in asked.items() if side == "jax"] == ["jax", "bfloat16-jax"]
    assert set(asked) <= set(table.LABELS)


def test_an_epoch_is_compared_with_the_steps_around_it(tmp_path):
    command = program(
        tmp_path,
        """
        import itertools, json
        print(json.dumps({"images": 950}), flush=True)
        for number in itertools.count():
            name, count = input().split()
            answer = [1000.0] if name.startswith("epoch") else [float(number)] * int(count)
            print(json.dumps({"name": name, "milliseconds": answer}), flush=True)
    """,
    )

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


DRAWN = [{"output_type": "display_data", "data": {"text/html": "<figure>"}}]
PRINTED = [{"output_type": "stream", "text": "2"}]
VALUE = [{"output_type": "execute_result", "data": {"text/plain": "2"}}]


@pytest.mark.parametrize(
    "source, outputs, kind",
    [
        ("let x = 1;\nfigure(x)", DRAWN, "figure"),
        ("use a::b;\nlet mut x = 1;", PRINTED, "let"),
        ("fn f() {\n    let x = 1;\n}", [], "plain"),
        ("x.size()", VALUE, "plain"),
    ],
)
def test_the_kind_of_a_cell(source, outputs, kind):
    assert cells.kind(source, outputs) == kind


def test_the_chapter_begins_with_its_imports_and_has_cells_of_every_kind():
    assert all(line.startswith("use ") for line in cells.sources()[0].splitlines())
    chapter = read(cells.CHAPTER).cells
    code = [cell for cell in chapter if cell.cell_type == "code"]
    assert {cells.kind(c.source, c.outputs) for c in code} == set(cells_table.KINDS)


def ready(imports, first_let, **more):
    return {"kernel start": 1.0, **more, "start to imports": imports, "first let": first_let}


OURS = [
    (ready(7.0, 0.5), [Timed("let", 0.4, 0.3), Timed("let", 3.0, 0.5), Timed("plain", 0.2, 0.1)]),
    (ready(8.5, 0.7), [Timed("let", 0.6, 0.5), Timed("let", 3.0, 0.5), Timed("plain", 0.2, 0.1)]),
]
STOCK_ROUND = [Timed("let", 1.0, 0.9), Timed("let", 5.0, 1.0), Timed("plain", 0.4, 0.3)]
STOCK = [(ready(150.0, 6.0, **{":dep": 140.0}), STOCK_ROUND)]
WAITS = {"setup": [0.4, 0.6], "lab": [2.0, 3.0]}


def test_a_ratio_of_cells_is_taken_for_each_cell():
    assert cells_table.ratio("let", OURS, STOCK) == pytest.approx((0.5 / 1.0 + 3.0 / 5.0) / 2)
    assert cells_table.ratio("figure", OURS, STOCK) is None


def test_the_tables_of_cells_and_set_up():
    text = cells_table.markdown(OURS, STOCK, WAITS)
    for line in (
        "| the cell with `:dep` |  | 140.00 |  |",
        "| a cell without a new variable | 1 | 0.20 (0.20–0.20) | 0.10 (0.10–0.10)"
        " | 0.40 | 0.30 | 0.50 |",
        "| `make setup` with nothing to do | 0.50 (0.40–0.60) |",
        "| from start to imports | 7.75 | 150.00 | 0.05 | 8.0 | reached |",
        "| a cell with a `let` that stays | 1.80 | 3.00 | 0.60 | 0.5 | not reached |",
        "| `make lab`, until JupyterLab answers | 2.50 |  |  | 10.0 | reached |",
    ):
        assert line in text.splitlines()
    assert "figure" not in text


def test_cells_without_a_stock_round():
    assert "| the first `let` | 0.60 |  |  | 2.0 | reached |" in cells_table.markdown(
        OURS, [], WAITS
    )


def test_the_numbers_of_cells_hold_every_round():
    numbers = json.loads(json.dumps(cells_table.numbers(OURS, STOCK, WAITS)))
    assert numbers["cells"]["ours"][1]["cells"][0] == {
        "kind": "let",
        "seconds": 0.6,
        "compiling": 0.5,
    }
    assert numbers["cells"]["stock"][0]["start"][":dep"] == 140.0


def test_the_end_of_compiling_is_when_the_newest_library_came(tmp_path):
    folder = tmp_path / "target" / "host" / "debug" / "deps"
    folder.mkdir(parents=True)
    for name in ("libcode_1.so", "libcode_2.so", "libctx.so"):
        (folder / name).touch()
    newest = (folder / "libcode_2.so").stat().st_ctime
    assert cells.library_there(tmp_path) == newest


def test_the_stock_kernel_gets_nothing_of_ours(tmp_path):
    base = {"RUSTC_WRAPPER": "mine", "HOME": "/home/reader", "VAE_DATA": "/images"}
    environment = kernels.stock_environment(base, tmp_path / "torch")
    assert environment.pop(library_path()) == f"{tmp_path}/torch/lib"
    assert environment == {
        "HOME": "/home/reader",
        "VAE_DATA": "/images",
        "LIBTORCH": f"{tmp_path}/torch",
    }
    folders = kernels.own_folders(tmp_path, kernels.STOCK)
    assert not any(Path(folders["EVCXR_CONFIG_DIR"]).iterdir())
    assert not any(Path(folders["EVCXR_TMPDIR"]).iterdir())


def test_the_table_of_the_kernels_answers():
    times = {"start": 4.0, "cell": 0.2, "stop": 0.03}
    rounds = {"ours": [(times, 5), ({**times, "start": 6.0}, 5)], "stock": [(times, 0)]}
    lines = responses.markdown(rounds).splitlines()
    assert lines[0] == "| kernels, seconds: median (fastest–slowest) | ours | stock |"
    assert lines[1] == "|---|---|---|"
    assert lines[2].endswith("| 5.00 (4.00–6.00) | 4.00 |")
    assert lines[-1].endswith("| 10 of 10 | 0 of 5 |")
    assert responses.numbers(rounds)["kernels"]["stock"][0]["kept"] == 0
