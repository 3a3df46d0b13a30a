"""The whole notebook: kernel, headings, the chapter's card."""

import re

from project import KERNEL
from rules.problem import Problem, numbered
from rules.prose import headings

CARD = {
    "objectives": r"\bobjectives?\b",
    "prerequisites": r"\bprerequisites?\b",
    "thesis sections": r"\bthesis\b",
    "minutes": r"\b(minutes?|min)\b",
    "memory": r"\b(memory|[GM]i?B)\b",
    "previous chapter": r"\bprevious\b",
    "next chapter": r"\bnext\b",
}


def kernel(notebook):
    name = notebook.metadata.get("kernelspec", {}).get("name", "none")
    if name != KERNEL:
        message = f"names the kernel '{name}'; choose Rust (VAE), '{KERNEL}'"
        yield Problem("kernel", 0, 0, message)


def all_headings(notebook):
    for number, cell in numbered(notebook, "markdown"):
        for level, text, line in headings(cell.source):
            yield number, level, text, line


def one_title(notebook):
    titles = [entry for entry in all_headings(notebook) if entry[1] == 1]
    if not titles:
        yield Problem("title", 0, 0, "has no H1; begin the first cell with '# Title'")
    for number, _, text, line in titles[1:]:
        message = f"a second H1, '{text}'; make it '## {text}'"
        yield Problem("title", number, line, message)


def title_comes_first(notebook):
    first = notebook.cells[0] if notebook.cells else None
    begins = first is not None and first.source.lstrip().startswith("# ")
    if first is None or first.cell_type != "markdown" or not begins:
        yield Problem("title", 1, 1, "the first cell must begin with the H1, '# Title'")


def heading_order(notebook):
    last = 0
    for number, level, text, line in all_headings(notebook):
        if level > last + 1:
            message = f"'{text}' jumps from H{last} to H{level}; use H{last + 1}"
            yield Problem("heading-order", number, line, message)
        last = level


def card(notebook):
    opening = ""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        opening += cell.source + "\n"
    for part, pattern in CARD.items():
        if not re.search(pattern, opening, re.IGNORECASE):
            message = f"the card above the first code cell does not say: {part}"
            yield Problem("card", 1, 0, message)


RULES = [kernel, one_title, title_comes_first, heading_order, card]
