"""Outputs that are kept read the same after each run, and come from real data."""

from pathlib import Path

import pytest
import samples
from nbformat import v4
from samples import code, printed

import execute
from cleaning import clean
from project import ROOT, UsageError, read


def kept(folder, *cells, allow_synthetic=False):
    made = samples.of_cells(*cells)
    path = samples.save(made, folder)
    execute.keep_outputs(execute.Run(path, made), allow_synthetic)
    return read(path)


def test_volatile_metadata_and_colours_are_dropped(tmp_path):
    cell = code("1", printed("\x1b[31mred\x1b[0m\n"), tags=["keep-me"])
    cell.metadata["execution"] = {"iopub.status.busy": "2018-06-01T10:00:00"}
    cell.execution_count = 42
    made = kept(tmp_path, cell)
    assert made.cells[0].metadata == {"tags": ["keep-me"]}
    assert made.cells[0].execution_count == 1
    assert made.cells[0].outputs[0].text == "red\n"
    assert made.metadata.kernelspec.name == "rust-vae"


def test_machine_paths_become_relative():
    lines = f"{ROOT}/data/a.gz\n{ROOT}\n{Path.home()}/vae\n"
    made = clean(samples.of_cells(code("1", printed(lines))))
    expected = "data/a.gz\n.\n~/vae\n"
    assert made.cells[0].outputs[0].text == expected


def test_the_times_of_a_training_are_dropped():
    line = "epoch 1/5  loss 177.77  [1.2 s, 2 h 5 min left]\n"
    made = clean(samples.of_cells(code("1", printed(line))))
    assert made.cells[0].outputs[0].text == "epoch 1/5  loss 177.77\n"


def test_what_a_kernel_had_to_compile_first_is_dropped():
    told = v4.new_output("display_data", data={"text/plain": "Compiled 2 crates in 31 s."})
    made = clean(samples.of_cells(code("1", told, printed("1\n"))))
    assert [output.output_type for output in made.cells[0].outputs] == ["stream"]


def test_cleaning_twice_changes_nothing(tmp_path):
    once = kept(tmp_path, code("1", printed("a\n")), code(""))
    before = (tmp_path / "00-sample.ipynb").read_text()
    execute.keep_outputs(execute.Run(tmp_path / "00-sample.ipynb", once), False)
    assert (tmp_path / "00-sample.ipynb").read_text() == before


def test_synthetic_data_is_refused(tmp_path):
    cell = code("1", printed("MNIST (synthetic)\n"))
    with pytest.raises(UsageError, match="cell 1 ran on synthetic data"):
        kept(tmp_path, cell)
    kept(tmp_path, cell, allow_synthetic=True)
    kept(tmp_path, code("1", printed("synthetic\n"), tags=["synthetic-data"]))


def test_shortened_trainings_are_refused(monkeypatch):
    monkeypatch.setenv("VAE_QUICK", "1")
    with pytest.raises(UsageError, match="VAE_QUICK"):
        execute.main(["--in-place", "anything.ipynb"])
