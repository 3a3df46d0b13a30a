"""What a person sees: JupyterLab runs notebooks, and pages open without a network."""

import pytest
import reader
import samples
from samples import FIGURE, code, html

import book
from project import NOTEBOOKS, chapters

CHAPTERS = ["00-start-here", "04-design-and-implementation"]


@pytest.fixture(scope="module")
def jupyterlab(rust_kernel, browser, tmp_path_factory):
    with reader.Lab(tmp_path_factory.mktemp("lab")) as started:
        yield started


def test_jupyterlab_shows_figures_and_failures(jupyterlab, page):
    sample = samples.notebook(
        code("assert!(1 + 1 == 3);"),
    )
    path = samples.save(sample, jupyterlab.root / "notebooks", "99-sample.ipynb")
    jupyterlab.open(page, path.name)
    jupyterlab.run_all(page)
    assert reader.figures(page) == 1
    found = reader.problems(page, path)
    assert all(problem.startswith("cell 6:") for problem in found), found
    assert any("assertion failed: 1 + 1 == 3" in problem for problem in found)


@pytest.mark.parametrize("name", CHAPTERS)
def test_jupyterlab_runs_the_chapter(name, jupyterlab, page):
    path = NOTEBOOKS / f"{name}.ipynb"
    if not path.exists():
        pytest.skip(f"there is no notebooks/{name}.ipynb yet")
    jupyterlab.open(page, path.name)
    jupyterlab.run_all(page)
    found = reader.problems(page, path)
    reader.screenshot(page, name)
    assert not found, "\n".join(found)
    assert reader.figures(page) > 0


def visit(page, file):
    """Open a page from disk, offline; returns what it asked for and what it said."""
    asked, said = [], []
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    outside = [url for url in asked if not url.startswith(reader.FROM_HERE)]
    return outside, [text for text in said if not text.startswith(("log", "info"))]


def broken_images(page):
    return page.evaluate(
        "() => [...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.alt)"
    )


def test_a_page_opens_without_a_network(page, tmp_path):
    made = samples.notebook(code("1", html(FIGURE)))
    path = samples.save(made, tmp_path)
    assert not book.build([path], tmp_path, run_cells=False, say=lambda _: None)
    assert visit(page, tmp_path / "00-sample.html") == ([], [])
    assert broken_images(page) == []
    assert page.locator("math").count() == 2


def test_a_page_that_asks_for_the_network_is_found(page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text('<img alt="a" src="https://example.org/a.png">')
    outside, _ = visit(page, file)
    assert outside == ["https://example.org/a.png"]


@pytest.mark.parametrize("name", ["index", *(path.stem for path in chapters())])
def test_the_book_opens_without_a_network(name, kept_book, page):
    assert visit(page, kept_book / f"{name}.html") == ([], [])
    assert broken_images(page) == []
    reader.in_both_themes(page, f"book-{name}", full_page=True)
