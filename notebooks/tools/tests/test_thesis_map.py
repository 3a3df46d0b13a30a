"""Each figure, table and annex of the thesis has its place, and every tag an item."""

import pytest
import samples
from samples import FIGURE, code, html, text

import thesis_map
from project import chapters, read
from thesis_map import Item

ITEMS = thesis_map.items()
# The thesis's own lists of figures, tables and annexes.
LISTED = [f"figure-{n}" for n in range(1, 43)] + ["table-1"]
LISTED += [f"annex-{letter}" for letter in "abcdefgh"]


@pytest.fixture(scope="module")
def notebooks():
    return {path.stem: read(path) for path in chapters()}


def test_the_list_holds_all_that_the_thesis_lists():
    ids = [item.id for item in ITEMS]
    assert len(ids) == len(set(ids))
    assert [id for id in LISTED if id not in ids] == []


def test_each_item_has_a_place_or_a_reason():
    assert all(item.page and item.section and item.title for item in ITEMS)
    found = {item.id: thesis_map.incomplete(item) for item in ITEMS}
    assert {id: problem for id, problem in found.items() if problem} == {}


def test_the_place_of_each_item_holds_it(notebooks):
    placed = [item for item in ITEMS if not item.left_out]
    gaps = {item.id: thesis_map.gap(item, notebooks) for item in placed}
    lines = [f"{id}: {gap}" for id, gap in gaps.items() if gap]
    assert not lines, "\n".join(lines)


def test_no_tag_dangles(notebooks):
    assert list(thesis_map.dangling(ITEMS, notebooks)) == []


def item(form="figure", **more):
    more = {"notebook": "00-sample", "shows": "a dot", **more}
    return Item("figure-1", "1", "1", "A dot", form=form, **more)


TAG = ["thesis:figure-1"]
DRAWN = code("1", html(FIGURE), tags=TAG)
TOLD = text("A dot.")
TOLD.metadata["tags"] = TAG


@pytest.mark.parametrize(
    "cell, form, message",
    [
        (DRAWN, "figure", None),
        (DRAWN, "code", None),
        (TOLD, "text", None),
        (DRAWN, "text", "not on a Markdown cell"),
        (TOLD, "figure", "not on a code cell whose output"),
        (code("1", tags=TAG), "figure", "not on a code cell whose output"),
        (code("1", html(FIGURE)), "figure", "no cell of 00-sample has the tag"),
    ],
)
def test_a_gap_is_found(cell, form, message):
    found = thesis_map.gap(item(form), {"00-sample": samples.of_cells(cell)})
    assert found is None if message is None else message in found


def test_a_missing_notebook_is_a_gap():
    assert "there is no 00-sample.ipynb" in thesis_map.gap(item(), {})


def test_an_entry_without_a_place_or_with_two_minds_is_found():
    assert thesis_map.incomplete(item()) is None
    assert "needs notebook" in thesis_map.incomplete(item("drawing"))
    assert "left out" in thesis_map.incomplete(item(left_out="a decoration"))


@pytest.mark.parametrize("name, place", [("01-other", "00-sample"), ("00-sample", None)])
def test_a_dangling_tag_is_found(name, place):
    listed = [item()] if place else []
    found = list(thesis_map.dangling(listed, {name: samples.of_cells(TOLD)}))
    message = f"{name}: cell 1: the tag thesis:figure-1 belongs to "
    assert found == [message + (place or "nowhere in the list")]
