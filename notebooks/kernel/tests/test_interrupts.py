"""One press asks, a second one ends; impatience is no second one."""

import pytest

from evcxr_front.interrupts import (
    NOTICE_AFTER_SECONDS,
    SECONDS_ON_THE_WAY,
    SECONDS_TO_THE_SECOND,
    Interrupts,
)


@pytest.fixture
def interrupts(tmp_path):
    return Interrupts(tmp_path / "flag")


def test_a_press_raises_the_flag_and_the_end_of_the_cell_takes_it_down(interrupts):
    assert interrupts.press() is False
    assert interrupts.flag.exists()
    interrupts.clear()
    assert not interrupts.flag.exists()
    assert interrupts.press() is False, "it would be the second of another cell"


def test_a_second_press_ends_the_process(interrupts):
    interrupts.press(now=10)
    assert interrupts.press(now=10 + SECONDS_TO_THE_SECOND / 2) is False
    assert interrupts.press(now=10 + SECONDS_TO_THE_SECOND) is True


def test_the_reader_is_told_once(interrupts):
    assert not interrupts.notice_is_due(now=0)
    interrupts.press(now=10)
    assert not interrupts.notice_is_due(now=10 + NOTICE_AFTER_SECONDS / 2)
    assert interrupts.notice_is_due(now=10 + NOTICE_AFTER_SECONDS)
    assert not interrupts.notice_is_due(now=20)


def test_a_press_stops_what_was_sent_before_it_and_came_later(interrupts):
    assert not interrupts.overtook(sent=1)
    interrupts.found_nothing(sent=2, now=10)
    assert interrupts.overtook(sent=1, now=10 + SECONDS_ON_THE_WAY / 2)
    assert not interrupts.overtook(sent=3, now=10 + SECONDS_ON_THE_WAY / 2)
    assert not interrupts.overtook(sent=1, now=10 + 2 * SECONDS_ON_THE_WAY)
