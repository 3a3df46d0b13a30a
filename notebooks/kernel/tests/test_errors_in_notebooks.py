"""What runs notebooks unattended finds the cell that failed, and only that."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

FINE = "let a = 1;"
ASSERT = 'println!("first");\nassert!(1 + 1 == 3);'
QUESTION_MARK = 'let a = 2;\n"x".parse::<i32>()?;'
WARNING = 'let error = "careful";\neprintln!("{}", error);'
FAILING = {ASSERT: "assertion failed: 1 + 1 == 3", QUESTION_MARK: "invalid digit found in string"}


def notebook(kernel_name, *sources):
    made = new_notebook(cells=[new_code_cell(source) for source in sources])
    made.metadata["kernelspec"] = {"name": kernel_name, "display_name": "R", "language": "rust"}
    return made


@pytest.fixture
def saved(kernel_name, tmp_path):
    def save(source):
        path = tmp_path / "notebook.ipynb"
        nbformat.write(notebook(kernel_name, FINE, source, "a"), path)
        return path

    return save


@pytest.mark.parametrize("source", FAILING)
def test_nbclient_names_the_failed_cell(source, kernel_name):
    made = notebook(kernel_name, FINE, source, 'println!("not reached");')
    with pytest.raises(CellExecutionError) as failed:
        NotebookClient(made, timeout=60).execute()
    assert FAILING[source] in failed.value.evalue
    assert [bool(cell.outputs) for cell in made.cells] == [False, True, False]
    assert made.cells[1].outputs[-1].output_type == "error"


# What a busy machine delays, nbclient does not wait for.
@pytest.mark.alone
def test_nbclient_lets_a_warning_pass(kernel_name):
    made = notebook(kernel_name, FINE, WARNING, "a")
    NotebookClient(made, timeout=60).execute()
    assert made.cells[1].outputs[0].name == "stderr"
    assert made.cells[1].outputs[0].text == "careful\n"


@pytest.mark.parametrize(
    "source, passes", [(ASSERT, False), (QUESTION_MARK, False), (WARNING, True)]
)
def test_papermill_agrees(source, passes, saved):
    papermill = pytest.importorskip("papermill")
    path = saved(source)
    if passes:
        papermill.execute_notebook(path, path.with_suffix(".out.ipynb"), progress_bar=False)
        return
    with pytest.raises(papermill.exceptions.PapermillExecutionError) as failed:
        papermill.execute_notebook(path, path.with_suffix(".out.ipynb"), progress_bar=False)
    assert failed.value.exec_count == 2 and FAILING[source] in failed.value.evalue


@pytest.mark.parametrize(
    "source, passes", [(ASSERT, False), (QUESTION_MARK, False), (WARNING, True)]
)
def test_nbmake_agrees(source, passes, saved):
    pytest.importorskip("nbmake")
    command = [sys.executable, "-m", "pytest", "--nbmake", "-p", "no:cacheprovider", saved(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == (0 if passes else 1), done.stdout
    if not passes:
        assert FAILING[source] in done.stdout
