"""An error says what happened, and nothing of how the machine below is built."""

import pytest

from evcxr_front import errors
from evcxr_front.places import Place

REFUSED = (
    'called `Result::unwrap()` on an `Err` value: Torch("The size of tensor a (2) must match the '
    "size of tensor b (3)\\nException raised from infer_size_impl at /pytorch/ExpandUtils.cpp:31 "
    '(most recent call first):\\nframe #0: c10::Error::Error(c10::SourceLocation) + 0x9d\\n")'
)


def test_cpp_frames_are_left_out():
    failure = errors.of_panic(REFUSED, None)
    assert failure.message == (
        "called `Result::unwrap()` on an `Err` value: "
        "The size of tensor a (2) must match the size of tensor b (3)"
    )


@pytest.mark.parametrize("message", ['an "Err" value: "no"', "two\nlines", "frame #1 is missing"])
def test_other_messages_stay(message):
    assert errors.readable(message) == message


@pytest.mark.parametrize(
    "kind, name",
    [
        ("core::num::error::ParseIntError", "ParseIntError"),
        ("vae_core::error::Error", "Error"),
        ("alloc::boxed::Box<dyn core::error::Error>", "Error"),
        ("&str", "Error"),
        ("alloc::string::String", "Error"),
    ],
)
def test_an_error_has_the_name_of_its_type(kind, name):
    assert errors.of_question_mark(kind, "m", None).name == name


def test_the_line_is_shown():
    lines = errors.Failure("panic", "no", Place(3, "f();")).traceback()
    assert "line 3" in lines[1] and lines[1].endswith("f();")


def test_a_crate_that_is_not_here_is_answered_by_how_to_fetch_it():
    cargo = "you're using offline mode (--offline) which can cause surprising resolution failures"
    refused = {
        "ename": "Error",
        "evalue": "",
        "traceback": ["no matching package named `polars` found", cargo],
    }
    assert ":offline 0" in errors.of_evcxr(refused, 1)["traceback"][-1]
    other = {**refused, "traceback": ["cannot find value `x` in command_3"]}
    assert errors.of_evcxr(other, 7)["traceback"] == ["cannot find value `x` in cell 7"]
