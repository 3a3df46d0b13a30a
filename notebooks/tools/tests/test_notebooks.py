"""Every chapter runs from top to bottom without a message, and keeps the rules.

In the same run, its exercises take their solutions. Trainings are shortened (VAE_QUICK);
data is what VAE_DATA or `data/` holds, else synthetic. Chapters run two at a time: a cell
is mostly one thread's work, so that two share two cores well.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

import check
import execute
from cleaning import readable, synthetic_cells
from project import chapters, read
from widgets import stills

QUICK = {"synthetic"}
AT_A_TIME = 2


def name(path):
    return path.stem


@pytest.fixture(scope="module")
def quick(rust_kernel):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_QUICK", "1")
        # Two kernels fill two cores; libtorch's own threads would spin beside them.
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


def with_lines(path):
    lines = []
    return execute.execute(path, solutions=True, say=lines.append), lines


@pytest.fixture(scope="module")
def runs(quick, request):
    """The run of each chapter that is tested, to come, with what it said."""
    wanted = [
        item.callspec.params["path"]
        for item in request.session.items
        if item.originalname == "test_chapter_runs"
    ]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        yield {path: pool.submit(with_lines, path) for path in wanted}
        pool.shutdown(cancel_futures=True)


def listing(items):
    return "\n".join(str(item) for item in items)


@pytest.mark.parametrize("path", chapters(), ids=name)
def test_chapter_keeps_the_rules(path):
    problems = check.check(read(path), path)
    assert not problems, listing(problems)


@pytest.mark.parametrize("path", chapters(), ids=name)
def test_chapter_runs(path, runs, record_property):
    result, lines = runs[path].result()
    print(listing(lines))
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
