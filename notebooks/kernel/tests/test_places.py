"""Lines of a cell, found again in the source that evcxr made of it."""

from evcxr_front import places
from evcxr_front.places import Place

CELL = "use std::fmt;\nlet a = f()?;\n    g();\nlet b = f()?;\ng();"
SOURCE = """fn f() {
    earlier();
}
use std::fmt;
let _ = (|| {
let a = f()?;
g();
let b = f()?;
g();
"""


def test_a_line_is_found():
    assert places.find(CELL, SOURCE, 6) == Place(2, "let a = f()?;")


def test_lines_of_the_same_text_keep_their_order():
    assert places.find(CELL, SOURCE, 7) == Place(3, "g();")
    assert places.find(CELL, SOURCE, 9) == Place(5, "g();")


def test_what_an_earlier_cell_defined_is_said_to_be():
    assert places.find(CELL, SOURCE, 2) == Place(0, "earlier();")


def test_a_line_that_is_nowhere_is_none():
    assert places.find(CELL, SOURCE, 99) is None
    assert places.find(CELL, "", 1) is None


def test_a_value_that_is_shown_stands_on_its_own_line():
    source = 'let n = 2;\nevcxr_send_text_plain(&format!("{:?}",&(\nv[n]\n)));\n'
    assert places.find("let n = 2;\nv[n]", source, 2) == Place(2, "v[n]")
