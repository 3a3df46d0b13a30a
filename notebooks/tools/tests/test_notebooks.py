"""Every chapter runs from top to bottom without a message, and keeps the rules.

In the same run, its exercises take their solutions. Trainings are shortened (VAE_QUICK);
data is what VAE_DATA or `data/` holds, else synthetic. Chapters are shared out one by one: a
cell is mostly one thread's work, so that two of them share two cores well.
"""

import pytest

import check
import execute
from cleaning import readable, synthetic_cells
from project import chapters, read
from widgets import stills

QUICK = {"synthetic"}


def name(path):
    return path.stem


def length(path):
    return sum(cell.cell_type == "code" for cell in read(path).cells)


@pytest.fixture(scope="module")
def quick(rust_kernel):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_QUICK", "1")
        # Two kernels fill two cores; libtorch's own threads would spin beside them.
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


def listing(items):
    return "\n".join(str(item) for item in items)


@pytest.mark.parametrize("path", chapters(), ids=name)
def test_chapter_keeps_the_rules(path):
    problems = check.check(read(path), path)
    assert not problems, listing(problems)


@pytest.mark.parametrize("path", sorted(chapters(), key=length, reverse=True), ids=name)
def test_chapter_runs(path, quick, record_property):
    result = execute.execute(path, solutions=True)
    synthetic = bool(synthetic_cells(result.notebook))
    record_property("images", "synthetic" if synthetic else "real")
    assert result.passed, listing(result.failures)
    problems = check.check(stills(result.notebook), path, skip=QUICK)
    assert not problems, listing(problems)


@pytest.mark.parametrize("path", [p for p in chapters() if p.stem[:2] == "00"], ids=name)
def test_first_chapter_runs_without_data(path, quick, monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_DATA", str(tmp_path))
    result = execute.execute(path, solutions=True)
    assert result.passed, listing(result.failures)
    outputs = [o for cell in result.notebook.cells for o in cell.get("outputs", [])]
    assert any("synthetic" in readable(output).lower() for output in outputs)
