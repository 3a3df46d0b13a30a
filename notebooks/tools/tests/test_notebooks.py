"""Every chapter runs from top to bottom without a message, and keeps the rules.

In the same run, its exercises take their solutions. Trainings are shortened (VAE_QUICK);
data is what VAE_DATA or `data/` holds, else synthetic.
"""

import pytest

import check
import execute
from cleaning import readable
from project import chapters, read

QUICK = {"synthetic"}


def name(path):
    return path.stem


@pytest.fixture
def run(rust_kernel, monkeypatch):
    monkeypatch.setenv("VAE_QUICK", "1")
    return execute.execute


def listing(items):
    return "\n".join(str(item) for item in items)


@pytest.mark.parametrize("path", chapters(), ids=name)
def test_chapter_keeps_the_rules(path):
    problems = check.check(read(path), path)
    assert not problems, listing(problems)


@pytest.mark.parametrize("path", chapters(), ids=name)
def test_chapter_runs(path, run):
    result = run(path, solutions=True)
    assert result.passed, listing(result.failures)
    problems = check.check(result.notebook, path, skip=QUICK)
    assert not problems, listing(problems)


@pytest.mark.parametrize(
    "path", [p for p in chapters() if p.stem[:2] == "00"], ids=name
)
def test_first_chapter_runs_without_data(path, run, monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_DATA", str(tmp_path))
    result = run(path)
    assert result.passed, listing(result.failures)
    outputs = [o for cell in result.notebook.cells for o in cell.get("outputs", [])]
    assert any("synthetic" in readable(output).lower() for output in outputs)
