"""What a failed cell leaves of the variables that it was to define anew."""

import pytest
from talk import error

from evcxr_front import variables

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
    told = error(talk.run('let old: i32 = old.iter().sum::<i32>() + drop(old) + "x".parse::<i32>()?;'))
    assert told["ename"] == "Error"


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
