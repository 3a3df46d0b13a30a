"""Whether a cell is whole, as the compiler's own parser sees it."""

import shutil

import pytest

from evcxr_front import complete

RUSTFMT = shutil.which("rustfmt")
pytestmark = pytest.mark.skipif(not RUSTFMT, reason="rustfmt is not here")

COMPLETE = ["", "let a = 1;", "a + 1", "struct A;", ':dep x = "1"\nlet a = x::f("{");', "// {"]
INCOMPLETE = ["fn f() {", "let x =", "x.", '"abc', "let v = vec![1,", "1 +", "/* a", "use std::"]
INVALID = ["let a = );", "fn f( }", "a b c", "let let", "]"]


@pytest.mark.parametrize(
    "status, code",
    [
        *(("complete", code) for code in COMPLETE),
        *(("incomplete", code) for code in INCOMPLETE),
        *(("invalid", code) for code in INVALID),
    ],
)
def test_cells_are_told_apart(status, code):
    assert complete.state(code, RUSTFMT)["status"] == status


def test_an_open_bracket_asks_for_an_indent():
    assert complete.state("    if a {", RUSTFMT)["indent"] == " " * 8


def test_without_rustfmt_every_cell_may_run():
    assert complete.state("{", None) == {"status": "complete"}
