"""Marks among printed text."""

import json

import pytest

from evcxr_front import live, marks


def test_text_before_a_mark_is_shown_as_it_is():
    text = f"one\ntwo{marks.MARK}end\nthree\n"
    assert list(marks.split(text)) == [
        ("text", "one\n"),
        ("text", "two"),
        ("mark", ("end", "")),
        ("text", "three\n"),
    ]


def test_strings_are_read_as_rust_writes_them():
    said = r'panic 3 "src/lib.rs" "" "a \"b\"\n\u{7f} \\ μ"'
    assert marks.rust_strings(said) == ["src/lib.rs", "", 'a "b"\n\x7f \\ μ']


def test_a_later_state_replaces_an_earlier_one():
    told = {"id": "x", "update": True, "data": {"text/html": "<b>1</b>", "application/json": "[1]"}}
    kind, content = live.message(json.dumps(told))
    assert kind == "update_display_data"
    assert content["data"] == {"text/html": "<b>1</b>", "application/json": [1]}
    assert content["transient"] == {"display_id": "x"}


def test_an_output_without_a_name_is_one_of_its_own():
    kind, content = live.message('{"data":{"text/plain":"1"}}')
    assert (kind, content["transient"]) == ("display_data", {})


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"data": 1}', '{"id": "x"}'])
def test_a_damaged_mark_shows_nothing(damaged):
    assert live.message(damaged) is None
