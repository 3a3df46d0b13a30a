"""Where in a cell something happened, from a line of the source that evcxr made of it."""

from dataclasses import dataclass

# evcxr puts a cell's last value into a macro, whose first line stands for all that happens in it.
SHOWS_THE_VALUE = "evcxr_send_text_plain("


@dataclass
class Place:
    number: int  # of the cell's line, from 1; 0 where it stands in an earlier cell
    text: str


def find(code, source, number):
    """The place of line `number` of `source` in the cell `code`; None where it is in neither.

    evcxr copies a cell's statements line by line, and moves its functions and types to the front:
    so lines of the same text keep their order.
    """
    lines = source.splitlines()
    if not 0 < number <= len(lines):
        return None
    if lines[number - 1].lstrip().startswith(SHOWS_THE_VALUE) and number < len(lines):
        number += 1
    text = lines[number - 1].strip()
    same = [n for n, line in enumerate(code.splitlines(), 1) if line.strip() == text]
    if not same:
        return Place(0, text)
    copies = [n for n, line in enumerate(lines, 1) if line.strip() == text]
    from_the_end = len(copies) - copies.index(number)
    return Place(same[max(len(same) - from_the_end, 0)], text)


def first(code, source, numbers):
    """The first of several lines, innermost call first, that stands in the cell itself."""
    found = [place for number in numbers if (place := find(code, source, number))]
    return next((place for place in found if place.number), found[0] if found else None)
