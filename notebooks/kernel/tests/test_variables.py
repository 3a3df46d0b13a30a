"""What a failed cell leaves of the variables that it was to define anew."""

import subprocess

import pytest
from talk import error

from evcxr_front import install, variables
from evcxr_front.variables import Variable

SOURCE = """\
let mut old = evcxr_variable_store.take_variable::<Vec<(usize, Tensor)>>(stringify!(old));
let kept = evcxr_variable_store.take_variable::<i32>(stringify!(kept));
let moved = evcxr_variable_store.take_variable::<i32>(stringify!(moved));
match std::panic::catch_unwind(
  std::panic::AssertUnwindSafe(||{
let old = 1;
evcxr_variable_store.put_variable::<i32>(stringify!(old), old);
})) {
  Ok(_) => {}
  Err(_) => {
    println!("EVCXR_PANIC_NOTIFICATION");
}}
evcxr_variable_store.put_variable::<i32>(stringify!(kept), kept);
evcxr_variable_store
}
"""


def instrumented(source):
    scripts = [install.HERE / name for name in ("instrument.sed", "keep.awk")]
    marked = subprocess.run(["sed", "-f", scripts[0]], input=source, capture_output=True, text=True)
    return subprocess.check_output(["awk", "-f", scripts[1]], input=marked.stdout, text=True)


def test_what_a_cell_defines_anew_is_put_back_by_its_failure_and_nothing_else():
    made = instrumented(SOURCE)
    assert made.count("\n") == SOURCE.count("\n"), "lines keep their numbers"
    assert [v.name for v in variables.forgotten(made)] == ["old", "moved"]
    (old,) = variables.in_store(made)
    assert old == Variable("old", "Vec<(usize, Tensor)>", "mut ")
    assert variables.in_store(SOURCE) == []
    assert old.definition().startswith("let mut old: Vec<(usize, Tensor)> = ")


FAILS = {
    "by a question mark": 'let {0}: i32 = "x".parse()?;',
    "by a panic": 'let {0}: i32 = "x".parse().unwrap();',
    "after it was defined": "let {0} = 5;\nlet later = 7;\nassert!({0} > 5);",
    "by another type": 'let {0} = format!("{{}}", {0}.len());\nErr::<(), _>("later")?;',
    "in a pattern": 'let ({0}, beside) = (1, 2);\nErr::<(), _>("later")?;',
}


@pytest.mark.parametrize("how", FAILS)
def test_a_failed_definition_keeps_the_old_value(how, talk):
    talk.good("let kept = 1;\nlet mut old = vec![1, 2];")
    lines = error(talk.run(FAILS[how].format("old")))["traceback"]
    assert not any("gone" in line for line in lines)
    talk.good("old.push(kept);")
    assert talk.good("old").value == "[1, 2, 1]"


def test_what_the_failed_cell_has_used_up_is_said_to_be_gone(talk):
    talk.good("let kept = 1;\nlet old = vec![1, 2];")
    code = 'let old: i32 = old.into_iter().sum::<i32>() + "x".parse::<i32>()?;'
    assert error(talk.run(code))["traceback"][-1] == "gone with this cell: `old`"
    assert talk.good("kept").value == "1"


def test_such_a_cell_runs_where_it_does_not_fail(talk):
    talk.good("let old = vec![1, 2];")
    talk.good('let old: i32 = old.into_iter().sum::<i32>() + "39".parse::<i32>()?;')
    assert talk.good("old").value == "42"


def test_a_value_that_was_replaced_is_dropped_at_once(talk):
    talk.good("""struct Loud(i32);
impl Drop for Loud {
    fn drop(&mut self) {
        println!("dropped {}", self.0);
    }
}""")
    talk.good("let loud = Loud(1);")
    assert talk.good("let loud = Loud(2);").text() == "dropped 1\n"
    assert talk.run('let loud = { Err::<(), _>("no")?; Loud(3) };').text() == ""
    assert talk.good("loud.0").value == "2"
