"""A runner that can't see a failed cell makes every other test worthless."""

import nbformat
import pytest

import execute
from project import UsageError

GOOD = ["let a = 1 + 1;", 'println!("a is {a}");', "a"]

BROKEN = {
    'panic!("boom");': "boom",
    "assert!(1 + 1 == 3);": "assertion failed: 1 + 1 == 3",
    'let z: i32 = "text";': "mismatched types",
    "std::process::exit(3);": "exit status: 3",
    'eprintln!("a warning");': "a warning",
}
QUESTION_MARK = '"x".parse::<i32>()?;'
LATE = """std::thread::spawn(|| {
    std::thread::sleep(std::time::Duration::from_millis(100));
    eprintln!("too late");
});"""
KILL = """let kernel = std::os::unix::process::parent_id().to_string();
std::process::Command::new("kill").arg("-9").arg(kernel).status()?;"""


def run(path, **options):
    return execute.execute(path, timeout=120, say=lambda _: None, **options)


def expecting_failure(source):
    return nbformat.v4.new_code_cell(source, metadata={"tags": ["expect-failure"]})


def test_a_good_notebook_passes_with_its_outputs(make_notebook, rust_kernel):
    result = run(make_notebook(*GOOD))
    assert result.passed, result.failures
    outputs = [cell.outputs for cell in result.notebook.cells]
    assert outputs[1][0].text == "a is 2\n"
    assert outputs[2][0].data["text/plain"] == "2"


def test_each_kind_of_broken_cell_is_reported(make_notebook, rust_kernel):
    result = run(make_notebook(*BROKEN), keep_going=True)
    assert [failure.cell for failure in result.failures] == [1, 2, 3, 4, 5]
    for failure, (source, message) in zip(result.failures, BROKEN.items()):
        assert failure.line == source
        assert message in failure.message
        assert "backtrace" not in failure.message


def test_a_failed_question_mark_is_reported_by_its_place(make_notebook, rust_kernel):
    result = run(make_notebook(GOOD[0], "// parse\n" + QUESTION_MARK, "a"))
    assert "sample.ipynb: cell 2: // parse\n" in str(result.failures[0])
    assert "invalid digit" in result.failures[0].message


@pytest.mark.parametrize("source", ["assert!(false);", QUESTION_MARK, LATE])
def test_a_broken_last_cell_is_reported(source, make_notebook, rust_kernel):
    assert not run(make_notebook(GOOD[0], source)).passed


def test_cells_after_a_failure_are_not_run(make_notebook, rust_kernel):
    result = run(make_notebook("assert!(false);", "let b = 1;", "b"))
    assert result.not_run in (1, 2)


def test_an_expected_failure_passes_and_is_not_blamed_on_the_next_cell(
    make_notebook, rust_kernel
):
    cells = expecting_failure(QUESTION_MARK), "let b = 1;", "b"
    result = run(make_notebook(*cells))
    assert result.passed, result.failures
    assert "invalid digit" in result.notebook.cells[0].outputs[0].text


def test_an_expected_failure_that_does_not_come_is_reported(make_notebook, rust_kernel):
    result = run(make_notebook(expecting_failure("let b = 1;")))
    assert "passed" in result.failures[0].message


def test_a_cell_that_never_ends_is_reported(make_notebook, rust_kernel):
    path = make_notebook("loop { std::thread::park(); }", "let b = 1;")
    result = execute.execute(path, timeout=8, say=lambda _: None)
    assert result.failures[0].cell == 1
    assert "ran longer than 8 s" in result.failures[0].message
    assert result.not_run == 1


def test_a_kernel_that_dies_is_reported(make_notebook, rust_kernel):
    result = run(make_notebook("let a = 1;", KILL, "a"))
    assert result.failures[0].cell == 2
    assert "kernel died" in result.failures[0].message


def test_a_missing_kernel_names_the_remedy(make_notebook):
    with pytest.raises(UsageError, match="make setup"):
        run(make_notebook("1"), kernel="no-such-kernel")


def test_a_failure_makes_the_program_fail(make_notebook, rust_kernel):
    good, bad = make_notebook(*GOOD), make_notebook("assert!(false);", name="bad.ipynb")
    assert execute.main([str(good)]) == 0
    assert execute.main([str(good), str(bad)]) == 1


def test_in_place_keeps_clean_outputs(make_notebook, rust_kernel, monkeypatch):
    monkeypatch.delenv("VAE_QUICK", raising=False)
    path = make_notebook(*GOOD)
    assert execute.main(["--in-place", str(path)]) == 0
    first = path.read_text()
    notebook = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3]
    assert all(not cell.metadata for cell in notebook.cells)
    assert execute.main(["--in-place", str(path)]) == 0
    assert path.read_text() == first


def test_in_place_leaves_a_failed_notebook_alone(make_notebook, rust_kernel):
    path = make_notebook("let a = 1;", "assert!(false);")
    before = path.read_text()
    assert execute.main(["--in-place", str(path)]) == 1
    assert path.read_text() == before


def test_in_place_refuses_synthetic_data(make_notebook, rust_kernel, monkeypatch):
    monkeypatch.delenv("VAE_QUICK", raising=False)
    path = make_notebook('println!("MNIST (synthetic)");')
    with pytest.raises(UsageError, match="cell 1 ran on synthetic data"):
        execute.main(["--in-place", str(path)])
    assert execute.main(["--in-place", "--allow-synthetic", str(path)]) == 0


def test_in_place_refuses_shortened_trainings(make_notebook, rust_kernel, monkeypatch):
    monkeypatch.setenv("VAE_QUICK", "1")
    with pytest.raises(UsageError, match="VAE_QUICK"):
        execute.main(["--in-place", str(make_notebook(*GOOD))])
