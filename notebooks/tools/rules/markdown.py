"""Markdown cells: alternative texts, links, folded answers, formulas."""

import re
from urllib.parse import unquote

import nbformat

from formula import FormulaError, mathml
from project import shown
from rules.html_tags import images_without_alt, read_tags
from rules.problem import Problem, numbered
from rules.prose import formulas, headings, links, without_code

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def alternative_texts(notebook, path):
    for number, cell in numbered(notebook, "markdown"):
        for image, text, target, line in links(cell.source):
            if image and not text:
                message = f"the image {target} has no alternative text: ![what it shows](…)"
                yield Problem("alt", number, line, message)
        for tag in images_without_alt(read_tags(without_code(cell.source))):
            message = 'an <img> has no alternative text; add alt="what it shows"'
            yield Problem("alt", number, tag.line, message)


def targets(cell):
    """(is loaded, target, line) of each link and image, in Markdown and in HTML."""
    for image, _, target, line in links(cell.source):
        yield image, target, line
    for tag in read_tags(without_code(cell.source)).tags:
        for attribute in ("href", "src"):
            if target := tag.attributes.get(attribute):
                yield attribute == "src", target, tag.line


def links_resolve(notebook, path):
    for number, cell in numbered(notebook, "markdown"):
        for loaded, target, line in targets(cell):
            if problem := broken(notebook, cell, path, loaded, target):
                yield Problem("link", number, line, problem)


def broken(notebook, cell, path, loaded, target):
    """What is wrong with a link, or None."""
    if target.startswith(("attachment:", "data:")):
        name = target.partition(":")[2]
        there = target.startswith("data:") or name in cell.get("attachments", {})
        return None if there else f"the attachment {name} is not in the cell"
    if ELSEWHERE.match(target):
        return f"loads {target} from the network; embed it" if loaded else None
    place, _, anchor = target.partition("#")
    file = path.parent / unquote(place) if place else path
    if not file.exists():
        return f"{target} leads nowhere: there is no {shown(file)}"
    if anchor and file.suffix == ".ipynb":
        other = nbformat.read(file, as_version=4) if place else notebook
        if unquote(anchor) not in anchors(other):
            return f"{target} leads nowhere: no heading has the anchor #{anchor}"
    return None


def anchors(notebook):
    """JupyterLab's anchors: the heading's text, hyphens for spaces."""
    found = set()
    for _, cell in numbered(notebook, "markdown"):
        for _, text, _ in headings(cell.source):
            found.add(re.sub(r"[*`]", "", text).replace(" ", "-"))
        for tag in read_tags(without_code(cell.source)).tags:
            found.add(tag.attributes.get("id"))
    return found


def details(notebook, path):
    for number, cell in numbered(notebook, "markdown"):
        reader = read_tags(without_code(cell.source))
        for tag in reader.tags:
            if tag.name == "details":
                for message in details_problems(tag, cell.source):
                    yield Problem("details", number, tag.line, message)
        for name, line in reader.stray:
            if name == "details":
                yield Problem("details", number, line, "</details> closes nothing")


def details_problems(tag, source):
    if not tag.closed:
        yield "<details> is not closed in its cell; add </details>"
    if "open" in tag.attributes:
        yield "an answer must be closed at first; drop 'open'"
    summary = next((inner for inner in tag.holds if inner.name == "summary"), None)
    if summary is None:
        yield "<details> says nothing while closed; add <summary>…</summary>"
    elif needs_blank_line(source.splitlines(), summary.line):
        yield "leave a blank line after </summary>, or Markdown below it is not read"


def needs_blank_line(lines, line):
    """Whether text follows the line of `</summary>` at once."""
    while line <= len(lines) and "</summary>" not in lines[line - 1]:
        line += 1
    rest = lines[line - 1].partition("</summary>")[2] if line <= len(lines) else ""
    follows = lines[line] if line < len(lines) else ""
    return bool(rest.strip() or follows.strip())


def formulas_convert(notebook, path):
    for number, cell in numbered(notebook, "markdown"):
        for latex, block, line in formulas(cell.source):
            try:
                mathml(latex, "block" if block else "inline")
            except FormulaError as error:
                yield Problem("formula", number, line, f"can't be shown: {error}")


RULES = [alternative_texts, links_resolve, details, formulas_convert]
