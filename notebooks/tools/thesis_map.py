"""Where each figure, table and annex of the thesis has its place in the chapters.

`notebooks/thesis-map.json` lists them all: id, page, section and title; then either the
notebook, the form (figure, text or code) and what it shows there, or why it is left out.
The cell itself carries the tag `thesis:ID` (in JupyterLab: Property Inspector, Cell
Tags); several cells may carry one tag, one cell several.
"""

import json
from dataclasses import dataclass

from project import NOTEBOOKS, tags

FILE = NOTEBOOKS / "thesis-map.json"
PREFIX = "thesis:"
FORMS = {
    "figure": "a code cell whose output holds a <figure>",
    "text": "a Markdown cell",
    "code": "a code cell",
}


@dataclass
class Item:
    id: str
    page: str
    section: str
    title: str
    notebook: str = ""
    form: str = ""
    shows: str = ""
    left_out: str = ""


def items(file=FILE):
    """All items of the thesis, in the order of the list."""
    listed = json.loads(file.read_text(encoding="utf-8"))["items"]
    return [Item(**entry) for entry in listed]


def incomplete(item):
    """What is wrong with an entry of the list, or None."""
    if item.left_out:
        there = item.notebook or item.form or item.shows
        return "is left out, and has a place all the same" if there else None
    if not (item.notebook and item.shows and item.form in FORMS):
        return f"needs notebook, shows and form (one of {', '.join(FORMS)}), or left_out"
    return None


def gap(item, notebooks):
    """Why the item's place, among notebooks by name, doesn't hold it; or None."""
    notebook = notebooks.get(item.notebook)
    if notebook is None:
        return f"there is no {item.notebook}.ipynb to hold {item.shows}"
    found = [cell for cell in notebook.cells if PREFIX + item.id in tags(cell)]
    if not found:
        return f"no cell of {item.notebook} has the tag {PREFIX}{item.id}: {item.shows}"
    if not any(has_form(cell, item.form) for cell in found):
        return f"the tag {PREFIX}{item.id} is not on {FORMS[item.form]}"
    return None


def has_form(cell, form):
    if form == "text" or cell.cell_type == "markdown":
        return form == "text" and cell.cell_type == "markdown"
    pages = [output.get("data", {}).get("text/html", "") for output in cell.outputs]
    return form == "code" or any("<figure" in page for page in pages)


def dangling(items, notebooks):
    """One line for each tag that leads to no item, or to an item of another notebook."""
    places = {item.id: item.notebook for item in items}
    for name, notebook in notebooks.items():
        for number, cell in enumerate(notebook.cells, 1):
            for tag in tags(cell):
                place = places.get(tag.removeprefix(PREFIX))
                if tag.startswith(PREFIX) and place != name:
                    place = place or "nowhere in the list"
                    yield f"{name}: cell {number}: the tag {tag} belongs to {place}"
