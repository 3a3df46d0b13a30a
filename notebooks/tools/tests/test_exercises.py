"""An exercise without a solution, or with a wrong one, does not pass."""

import functools
import operator

import pytest
import samples
from samples import CHECK, FUNCTION, code, exercise, text

import check
import execute
from exercises import NoSolution, exercises

HALVE = """```rust
fn halved_{n}(x: f64) -> Option<f64> {{
    Some(x / {by}.0)
}}
```"""
SKIPS = CHECK.replace("Right: four", "Skipped: no real images")
EAGER = CHECK.replace('"Exercise {n} waits', '"Right\\nExercise {n} waits')
STATEMENTS = "```rust\nlet two = 2;\nlet answer_1: Option<i64> = Some(two + two);\n```"


def halve(number, by=2):
    return HALVE.format(n=number, by=by)


def only(cells):
    return exercises(samples.with_exercises(cells))[0]


def test_an_answer_takes_the_place_of_none():
    source = only(exercise(1, "`Some(4)`: see `Some(5)`.")).solved()
    assert source == CHECK.format(n=1).replace("= None", "= Some(4)")


def test_a_function_takes_the_place_of_its_empty_form():
    source = only(exercise(1, halve(1), FUNCTION)).solved()
    begin = "fn halved_1(x: f64) -> Option<f64> {\n    Some("
    assert source.startswith(begin) and source.count("fn halved_1") == 1
    assert "let _ = x" not in source and "match halved_1(3.0)" in source


def test_statements_take_the_place_of_a_variable():
    source = only(exercise(1, STATEMENTS)).solved()
    assert source.startswith("let two = 2;\nlet answer_1: Option<i64> = Some(two + two);")
    assert source.count("let answer_1") == 1


@pytest.mark.parametrize("solution", ["Four.", "`Some(4`", halve(2)])
def test_a_solution_that_fits_nowhere_is_found(solution):
    check_cell = FUNCTION if "rust" in solution else CHECK
    with pytest.raises(NoSolution):
        only(exercise(1, solution, check_cell)).solved()


def test_an_exercise_ends_with_the_next_heading():
    made = samples.with_exercises(exercise(1, "`Some(4)`"), exercise(2, "`Some(4)`"))
    made.cells += [text("## Summary\n\n<details><summary>Hint</summary>"), code("1")]
    found = exercises(made)
    assert [e.heading for e in found] == [f"Exercise {n}: a sum (1 minute)" for n in (1, 2)]
    assert [e.cell for e in found] == [7, 10]
    assert [len(e.code) for e in found] == [1, 1]
    assert "Summary" not in found[1].text


GOOD = [exercise(n, "`Some(4)`") for n in (1, 2, 3)]
BROKEN = {
    "too few": (GOOD[:2], "has 2 exercises"),
    "too many": ([exercise(n, "`Some(4)`") for n in range(1, 12)], "has 11 exercises"),
    "out of order": ([GOOD[0], GOOD[2], GOOD[1]], "must read 'Exercise 2: "),
    "no minutes": (
        [*GOOD[:2], [text("### Exercise 3: a sum"), *GOOD[2][1:]]],
        "must read 'Exercise 3: name (N minutes)'",
    ),
    "no cell": ([*GOOD[:2], GOOD[2][::2]], "needs one code cell"),
    "no hint": ([*GOOD[:2], exercise(3, "`Some(4)`", hint="")], "no <details><summary>Hint"),
    "no solution": ([*GOOD[:2], GOOD[2][:2]], "no <details>"),
    "no code in the solution": ([*GOOD[:2], exercise(3, "Four.")], "holds neither"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_incomplete_exercise_is_found(name, tmp_path):
    cells, message = BROKEN[name]
    made = samples.with_exercises(*cells)
    problems = check.check(made, samples.save(made, tmp_path))
    assert problems and all(problem.rule == "exercises" for problem in problems)
    assert message in str(problems[0])


def test_complete_exercises_keep_the_rules(tmp_path):
    made = samples.with_exercises(*GOOD)
    assert check.check(made, samples.save(made, tmp_path)) == []
    assert check.check(made, samples.save(made, tmp_path, "01-sample.ipynb")) == []


def test_only_the_first_page_may_go_without(tmp_path):
    made = samples.notebook()
    problems = check.check(made, samples.save(made, tmp_path, "01-sample.ipynb"))
    assert [problem.rule for problem in problems] == ["exercises"]


def test_solutions_are_run(plain_kernel, tmp_path):
    parts = [
        exercise(1, "`Some(4)`"),
        exercise(2, "`Some(5)`"),
        exercise(3, halve(3), FUNCTION),
        exercise(4, halve(4, by=3), FUNCTION),
        exercise(5, "`Some(4)`", SKIPS),
        exercise(6, "`Some(4 / 0)`"),
        exercise(7, "`Some(4)`", EAGER),
        exercise(8, "Four."),
    ]
    made = samples.of_cells(*functools.reduce(operator.iadd, parts, []))
    path = samples.save(made, tmp_path)
    result = execute.execute(path, kernel=plain_kernel, solutions=True, say=lambda _: None)
    failed = {f.line.split(":")[0].split()[1]: f.message for f in result.failures}
    assert sorted(failed) == ["2", "4", "5", "6", "7", "8"], result.failures
    assert "does not say Right to its solution: 5 is not it." in failed["2"]
    assert "does not say Right to its solution: 1 is not it." in failed["4"]
    assert "skips its answer on the real images" in failed["5"]
    assert "its solution fails" in failed["6"]
    assert "says Right before there is an answer" in failed["7"]
    assert "holds neither" in failed["8"]
    kept = result.notebook.cells[1].outputs[0].text
    assert kept == "Exercise 1 waits for your answer.\n"


def test_an_answer_may_be_skipped_on_synthetic_images(plain_kernel, tmp_path):
    synthetic = code('println!("MNIST (synthetic)");')
    made = samples.of_cells(synthetic, *exercise(1, "`Some(4)`", SKIPS))
    path = samples.save(made, tmp_path)
    result = execute.execute(path, kernel=plain_kernel, solutions=True, say=lambda _: None)
    assert result.passed, result.failures
