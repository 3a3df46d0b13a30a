"""Questions are put so that evcxr can answer them."""

import pytest

from evcxr_front import help


def codes(kind, code, cursor=None):
    content = {"code": code, "cursor_pos": len(code) if cursor is None else cursor}
    return [wording.content["code"] for wording in help.wordings(kind, content)]


@pytest.mark.parametrize(
    "code, cursor, asked",
    [
        ("let n = v.len();", 12, "let n = v.len("),
        ("let n = v.len();", 14, "let n = v.len("),
        ("Vec::new", 1, "Vec"),
        ('println!("")', 9, "println"),
        ("v.le", 4, "v.le"),
    ],
)
def test_the_word_under_the_cursor_is_asked_for(code, cursor, asked):
    assert codes("inspect_request", code, cursor)[0] == asked


def test_what_stands_in_brackets_is_asked_for_alone_too():
    code = 'let v = f();\nprintln!("{}", v.iter().ma'
    assert codes("complete_request", code)[1] == "let v = f();\nv.iter().ma"


def test_an_answers_places_are_those_of_the_question():
    content = {"code": "g(v.le", "cursor_pos": 6}
    alone = list(help.wordings("complete_request", content))[1]
    assert alone.content["code"] == "v.le"
    found = alone.answer({"matches": ["len"], "cursor_start": 2, "cursor_end": 4})
    assert (found["cursor_start"], found["cursor_end"]) == (4, 6)
