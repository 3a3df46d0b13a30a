"""Execute the notebooks and write each as a page that reads without a network.

    python notebooks/tools/book.py           all chapters into target/book
    python notebooks/tools/book.py 00 04     only these, and a new index

A failed cell makes the exit code 1; its page and all others are written all the same.
"""

import argparse
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from cleaning import clean
from cover import KEPT, cover
from execute import TIMEOUT, execute, say_now, write_text
from formula import FormulaError
from outcome import Run
from project import BOOK, UsageError, chapters, program, read, resolve, shown
from render import TEMPLATES, Page, finish, title, with_formulas
from search import as_script, index


@dataclass
class Entry:
    """A line of the index."""

    page: str
    title: str
    promise: str
    failed: int


def build(paths, target, timeout=TIMEOUT, run_cells=True, say=say_now):
    """Write the pages and the index; returns what went wrong, one line each."""
    target.mkdir(parents=True, exist_ok=True)
    paths = [path.resolve() for path in paths]
    pages = page_names(paths, target)
    problems, runs = [], {}
    for path in pages:
        runs[path] = Run(path, read(path))
        if path in paths and run_cells:
            runs[path] = execute(path, timeout, say=say)
            problems += [str(failure) for failure in runs[path].failures]
    entries = [entry(run, pages[path]) for path, run in runs.items()]
    for number, path in enumerate(pages):
        if path in paths:
            found = write_page(runs[path], target / pages[path], pages, neighbours(entries, number))
            problems += [f"{shown(path)}: {problem}" for problem in found]
            say(f"wrote {shown(target / pages[path])}")
    write_common(target, pages, entries, next(iter(runs.values())).notebook)
    say(f"wrote {shown(target / 'index.html')}")
    return problems


def write_common(target, pages, entries, first):
    """The cover, the page in which a VAE learns, and the search over all that are there."""
    shutil.copyfile(KEPT, target / KEPT.name)
    write_text(target / "index.html", cover(entries, first))
    written = {name: (target / name).read_text(encoding="utf-8") for name in pages.values()}
    write_text(target / "search.html", search_page(as_script(index(written))))


def neighbours(entries, number):
    """The entries before and after one."""
    before = entries[number - 1] if number > 0 else None
    return before, entries[number + 1] if number + 1 < len(entries) else None


def page_names(paths, target):
    """The page of each notebook: those to be written, and those written before."""
    there = [path for path in chapters() if (target / f"{path.stem}.html").exists()]
    every = sorted({*paths, *there}, key=lambda path: path.name)
    return {path: f"{path.stem}.html" for path in every}


def write_page(run, file, pages, neighbours=(None, None)):
    """Write one page; returns what in it can't be shown."""
    page = Page()
    html = page.render(clean(run.notebook), run.path, run, neighbours)
    html, problems = finish(html, run.path, file, pages | {KEPT: KEPT.name})
    write_text(file, html)
    return page.problems + problems


def entry(run, page):
    failed = run.failures[0].cell if run.failures else 0
    name = title(run.notebook) or run.path.stem
    return Entry(page, plain(name), line(plain(promise(run.notebook))), failed)


def promise(notebook):
    """The sentence below the H1."""
    for cell in notebook.cells:
        found = re.search(r"^# .+\n+([^\n#|<].*(?:\n\S.*)*)", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and found:
            return found[1].replace("\n", " ")
    return ""


def plain(markdown):
    """Markdown without its marks, for a line of the index."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)


def line(text):
    """A line of text as HTML; where a formula of it fails, as written."""
    try:
        return Markup(with_formulas(text))
    except FormulaError:
        return escape(text)


def search_page(entries):
    loader = FileSystemLoader(TEMPLATES / "page")
    template = Environment(loader=loader, autoescape=True).get_template("search.html.j2")
    return template.render(entries=Markup(entries))


def arguments(given):
    parser = argparse.ArgumentParser(description="Write the notebooks as pages.")
    parser.add_argument("notebook", nargs="*", help="all chapters when none is named")
    parser.add_argument("--out", type=Path, default=BOOK, help="folder (target/book)")
    parser.add_argument(
        "--timeout", type=float, default=TIMEOUT, help=f"seconds a cell ({TIMEOUT})"
    )
    parser.add_argument("--no-execute", action="store_true", help="show the outputs that are there")
    return parser.parse_args(given)


def main(given=None):
    options = arguments(given)
    paths = resolve(options.notebook)
    if not paths:
        raise UsageError("no notebooks in notebooks/: nothing to write")
    problems = build(paths, options.out, options.timeout, not options.no_execute)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    program(main, "book")
