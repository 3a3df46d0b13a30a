"""A runner that can't see a failed cell makes every other test worthless."""

import pytest
import samples
from samples import code

import execute
from project import UsageError, read

KERNEL = "rust-plain"
pytestmark = pytest.mark.usefixtures("plain_kernel")

BROKEN = {
    'panic!("boom");': "boom",
    "assert!(1 + 1 == 3);": "assertion failed: 1 + 1 == 3",
    'let z: i32 = "text";': "mismatched types",
    "std::process::exit(3);": "exit status: 3",
}
QUESTION_MARK = '"x".parse::<i32>()?;'
KILL = """let kernel = std::os::unix::process::parent_id().to_string();
std::process::Command::new("kill").arg("-9").arg(kernel).status()?;"""


def run(folder, *cells, timeout=120, kernel=KERNEL, **options):
    made = samples.of_cells(*cells)
    path = samples.save(made, folder)
    return execute.execute(path, timeout, kernel, say=lambda _: None, **options)


def test_a_good_notebook_passes_with_its_outputs(tmp_path):
    fine = code("assert!(false);", tags=["expect-failure"])
    result = run(tmp_path, code("let a = 2;"), code('println!("{a}");\na'), fine)
    assert result.passed, result.failures
    text, value = result.notebook.cells[1].outputs
    assert text.text == "2\n"
    assert value.data["text/plain"] == "2"


def test_each_kind_of_broken_cell_is_reported(tmp_path):
    fine = code("1 + 1;", tags=["expect-failure"])
    cells = [code(source) for source in BROKEN]
    result = run(tmp_path, *cells, fine, keep_going=True)
    assert [failure.cell for failure in result.failures] == [1, 2, 3, 4, 5]
    for failure, (source, message) in zip(result.failures, BROKEN.items()):
        assert failure.line == source
        assert message in failure.message
        assert "backtrace" not in failure.message
    assert "is tagged expect-failure, and passed" in result.failures[4].message


def test_a_failed_question_mark_is_reported_with_its_place(tmp_path):
    cells = code("let a = 1;"), code("// parse\n" + QUESTION_MARK), code("a"), code("a")
    result = run(tmp_path, *cells)
    assert f"00-sample.ipynb: cell 2: {QUESTION_MARK}\n" in str(result.failures[0])
    assert "invalid digit" in result.failures[0].message
    assert result.not_run == 2


def test_a_broken_last_cell_is_reported(tmp_path):
    assert not run(tmp_path, code(QUESTION_MARK)).passed


def test_a_warning_is_no_failure(tmp_path):
    result = run(tmp_path, code('eprintln!("a warning");'))
    assert result.passed and result.notebook.cells[0].outputs[0].text == "a warning\n"


def test_an_expected_failure_is_not_blamed_on_the_next_cell(tmp_path):
    expected = code(QUESTION_MARK, tags=["expect-failure"])
    result = run(tmp_path, expected, code("let b = 1;"), code("b"))
    assert result.passed, result.failures
    assert "invalid digit" in result.notebook.cells[0].outputs[0].evalue


def test_a_cell_that_never_ends_is_reported(tmp_path):
    cells = code("loop { std::thread::park(); }"), code("1")
    result = run(tmp_path, *cells, timeout=8)
    assert result.failures[0].cell == 1
    assert "ran longer than 8 s" in result.failures[0].message
    assert result.not_run == 1


def test_a_kernel_that_dies_is_reported(tmp_path):
    result = run(tmp_path, code("1"), code(KILL), code("1"))
    assert result.failures[0].cell == 2
    assert "kernel died" in result.failures[0].message


def test_a_missing_kernel_names_the_remedy(tmp_path):
    with pytest.raises(UsageError, match="make setup"):
        run(tmp_path, code("1"), kernel="no-such-kernel")


def test_the_program_keeps_clean_outputs(tmp_path, monkeypatch):
    monkeypatch.delenv("VAE_QUICK", raising=False)
    path = samples.save(samples.notebook(), tmp_path)
    assert execute.main(["--in-place", "--kernel", KERNEL, str(path)]) == 0
    kept = read(path)
    code_cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code_cells] == [1, 2, 3]
    assert code_cells[1].outputs[0].data["text/plain"] == "2"
    assert "<figcaption>" in code_cells[2].outputs[0].data["text/html"]


def test_the_program_fails_and_leaves_the_notebook_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("VAE_QUICK", raising=False)
    path = samples.save(samples.of_cells(code("assert!(false);")), tmp_path)
    before = path.read_text()
    assert execute.main(["--in-place", "--kernel", KERNEL, str(path)]) == 1
    assert path.read_text() == before
