"""Whether a chapter, run again, says what its kept outputs say.

Words must be the same, and so must numbers, unless the cell's tags say how far they may move: by
a share of themselves, `within-2%`, or by an amount, `within-1.5`, where some are near 0, such as
the KL beside the loss. What a machine decides (its processor's order of summing, carried through a
training) moves them; what a seed decides does not.
"""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup

from cleaning import clean
from project import tags
from widgets import stills

NUMBER = re.compile(r"[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][−+-]?\d+)?")
WITHIN = re.compile(r"within-(\d+(?:\.\d+)?)(%?)")
# The last printed digit may round the other way.
A_DIGIT = 1.0000001


@dataclass
class Difference:
    """A cell that says something else than it did."""

    cell: int
    kept: str
    now: str

    def __str__(self):
        return f"cell {self.cell} said {self.kept!r}, and says {self.now!r}"


def differences(kept, run):
    """All cells of a chapter whose outputs disagree, the first difference of each."""
    pairs = zip(kept.cells, clean(stills(run)).cells, strict=True)
    found = (first_difference(number, *pair) for number, pair in enumerate(pairs, 1))
    return [difference for difference in found if difference]


def first_difference(number, kept, now):
    if kept.cell_type != "code":
        return None
    room = tolerance(kept)
    before, after = said(kept), said(now)
    for ours, theirs in zip(before, after, strict=False):
        if not agree(ours, theirs, *room):
            return Difference(number, ours, theirs)
    if len(before) != len(after):
        return Difference(number, f"{len(before)} lines", f"{len(after)} lines")
    return None


def tolerance(cell):
    """The share of themselves, and the amount, by which a cell's numbers may move."""
    share, amount = 0.0, 0.0
    for found in filter(None, map(WITHIN.fullmatch, tags(cell))):
        if found[2]:
            share = float(found[1]) / 100
        else:
            amount = float(found[1])
    return share, amount


def said(cell):
    """The lines of a cell's outputs: its texts, and the words of its tables and figures."""
    lines = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        lines += output.get("text", "").splitlines()
        if "text/html" in data:
            lines += words(data["text/html"])
        else:
            lines += data.get("text/plain", "").splitlines()
    return [line.strip() for line in lines if line.strip()]


def words(html):
    soup = BeautifulSoup(html, "html.parser")
    pictures = [image.get("alt", "") for image in soup.find_all("img")]
    return pictures + soup.get_text("\n").splitlines()


def agree(kept, now, share, amount=0.0):
    """Whether two lines have the same words, and numbers as near as they have to be."""
    if NUMBER.sub("#", kept) != NUMBER.sub("#", now):
        return False
    pairs = zip(NUMBER.findall(kept), NUMBER.findall(now), strict=True)
    exact = share == 0 and amount == 0
    return all(a == b or (not exact and near(a, b, share, amount)) for a, b in pairs)


def near(kept, now, share, amount):
    a, b = value(kept), value(now)
    return abs(a - b) <= amount + share * max(abs(a), abs(b)) + A_DIGIT * last_digit(kept)


def value(text):
    return float(text.replace(",", "").replace("−", "-"))


def last_digit(text):
    """What one more in the last printed digit is worth: 0.01 in 2.50, 1e-10 in 2.5e-9; a count is
    not rounded.
    """
    mantissa, _, exponent = text.lower().replace("−", "-").partition("e")
    _, point, fraction = mantissa.partition(".")
    return 10.0 ** (int(exponent or 0) - len(fraction)) if point or exponent else 0.0
