"""The pages read without a network, and no failed cell hides in them."""

import json
import os

import pytest
import samples
from bs4 import BeautifulSoup
from samples import FIGURE, code, html, printed, text

import book
import execute
from cover import KEPT
from project import read

MORE = [
    code('println!("hello");', printed("hello\n"), html(FIGURE)),
    text("Go [on](01-next.ipynb#There) or [read](../README.md) or [see](#The-number)."),
    text("\\begin{align}\na &= b \\\\\n  &= c \\tag{3.1}\n\\end{align}"),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "README.md").write_text("# Read me")
    samples.save(samples.notebook(*MORE), tmp_path / "notebooks", "00-first.ipynb")
    other = samples.of_cells(text("# Next\n\nIt *goes* on.\n\n## There"))
    samples.save(other, tmp_path / "notebooks", "01-next.ipynb")
    return tmp_path


def build(folder, **options):
    paths = sorted((folder / "notebooks").glob("*.ipynb"))
    target = folder / "target" / "book"
    problems = book.build(paths, target, say=lambda _: None, **options)
    return problems, {page.stem: page.read_text() for page in target.glob("*.html")}


def test_pages_and_index_are_written(folder):
    problems, pages = build(folder, run_cells=False)
    assert problems == []
    assert set(pages) == {"00-first", "01-next", "index", "search", "train-in-the-page"}
    index = BeautifulSoup(pages["index"], "html.parser")
    links = {link["href"]: link.text for link in index.find_all("a")}
    assert links == {
        "train-in-the-page.html": "Train one in a page of its own",
        "00-first.html": "A sample chapter",
        "01-next.html": "Next",
    }
    assert "It goes on." in index.text


def test_formulas_are_mathml(folder):
    page = build(folder, run_cells=False)[1]["00-first"]
    assert page.count("<math") == 3
    assert "$" not in BeautifulSoup(page, "html.parser").main.text
    assert "(3.1)" in page


def test_a_line_of_the_cover_has_its_formulas(folder):
    samples.save(
        samples.of_cells(text("# A\n\nSo $p(x) < 1$, & more.")), folder / "notebooks", "02-a.ipynb"
    )
    cover = BeautifulSoup(build(folder, run_cells=False)[1]["index"], "html.parser")
    line = cover.select(".chapters p")[-1]
    assert line.math is not None and "$" not in line.text
    assert line.text.endswith(", & more.")


def test_no_line_breaks_between_a_formula_and_its_marks(folder):
    named = text("Of $a$, ($b$) and $c$ one is left: $d$.\n\n$$e$$")
    samples.save(samples.notebook(*MORE, named), folder / "notebooks", "00-first.ipynb")
    soup = BeautifulSoup(build(folder, run_cells=False)[1]["00-first"], "html.parser")
    glued = [element.text for element in soup.select(".glued")][-3:]
    assert [words[:3].strip() for words in glued] == ["a,", "(b)", "d."]


def test_the_page_that_learns_lies_beside_those_that_name_it(folder):
    place = os.path.relpath(KEPT, folder / "notebooks")
    samples.save(
        samples.notebook(*MORE, text(f"Open [it]({place}).")),
        folder / "notebooks",
        "00-first.ipynb",
    )
    soup = BeautifulSoup(build(folder, run_cells=False)[1]["00-first"], "html.parser")
    assert [link["href"] for link in soup.main.find_all("a") if link.text == "it"] == [KEPT.name]


def test_figures_and_folded_answers_are_whole(folder):
    soup = BeautifulSoup(build(folder, run_cells=False)[1]["00-first"], "html.parser")
    assert soup.figure.img["alt"] == "A dot"
    assert soup.figure["id"] == "figure-0.1"
    assert soup.figure.figcaption.text == "Figure 0.1. A dot."
    assert soup.figure.figcaption.a["href"] == "#figure-0.1"
    assert soup.main.details.math is not None


def test_figures_that_a_text_names_are_links(folder):
    named = text("Figure 0.1 (see figures 0.1 and 1.2), not figure 14, `figure 0.1` or figure 9.3.")
    samples.save(samples.notebook(*MORE, named), folder / "notebooks", "00-first.ipynb")
    soup = BeautifulSoup(build(folder, run_cells=False)[1]["00-first"], "html.parser")
    links = [link for link in soup.main.find_all("a") if "#figure" in link["href"]]
    there = [link["href"] for link in links if "figure-number" not in link.get("class", [])]
    assert there == ["#figure-0.1", "#figure-0.1", "01-next.html#figure-1.2"]


def test_links_lead_to_pages_and_files(folder):
    soup = BeautifulSoup(build(folder, run_cells=False)[1]["00-first"], "html.parser")
    links = {link.text: link["href"] for link in soup.find_all("a")}
    assert links["on"] == "01-next.html#There"
    assert links["read"] == "../../README.md"
    assert links["see"] == "#The-number"
    assert soup.find(id="The-number") is not None


def test_each_page_knows_its_neighbours_and_its_contents(folder):
    pages = build(folder, run_cells=False)[1]
    first, second = (BeautifulSoup(pages[n], "html.parser") for n in ["00-first", "01-next"])
    assert first.find(rel="prev") is None and second.find(rel="next") is None
    assert [link["href"] for link in first.find_all(rel="next")] == ["01-next.html"] * 2
    assert second.find(rel="prev").text == "← A sample chapter"
    contents = {link.text: link["href"] for link in second.select("nav.toc a")}
    assert contents == {"There": "#There"}
    assert all(second.find(id=place[1:]) for place in contents.values())


def test_the_search_knows_every_section(folder):
    page = BeautifulSoup(build(folder, run_cells=False)[1]["search"], "html.parser")
    entries = json.loads(page.find(id="index").string)
    there = next(entry for entry in entries if entry["title"] == "There")
    assert (there["page"], there["anchor"]) == ("01-next.html", "There")
    assert there["chapter"] == "Next"
    whole = " ".join(entry["text"] for entry in entries)
    assert "It goes on." in whole and 'println!("hello")' in whole
    assert "<" not in page.find(id="index").string


def test_the_cover_has_pictures_and_the_widget_of_a_run(folder):
    cover = build(folder, run_cells=False)[1]["index"]
    assert cover.count("data:image/svg+xml;base64,") == 4 and "vae-widget" not in cover
    live = '<div class="vae-widget"><iframe></iframe><script>1;</script></div>'
    made = samples.notebook(code("1", html(live)))
    samples.save(made, folder / "notebooks", "00-first.ipynb")
    assert live in build(folder, run_cells=False)[1]["index"]


def test_a_page_needs_no_network(folder):
    page = build(folder, run_cells=False)[1]["00-first"]
    soup = BeautifulSoup(page, "html.parser")
    assert soup.find_all(["script", "link", "iframe"]) == []
    assert "default-src 'none'" in page


def test_an_image_file_is_embedded(folder):
    (folder / "notebooks" / "dot.png").write_bytes(b"\x89PNG")
    made = samples.of_cells(text("# A\n\n![dot](dot.png)\n\n<img alt='b' src='dot.png'>"))
    samples.save(made, folder / "notebooks", "02-image.ipynb")
    problems, pages = build(folder, run_cells=False)
    assert problems == []
    assert pages["02-image"].count("data:image/png;base64,") == 2


@pytest.mark.parametrize(
    "cell, message",
    [
        (text(r"It is $\nosuchcommand$."), "Unknown command"),
        (text("![a](missing.png)"), "<img> loads missing.png"),
        (
            code("1", html('<script src="https://example.org/a.js"></script>')),
            "<script>",
        ),
    ],
)
def test_what_a_page_can_not_show_is_reported(cell, message, folder):
    samples.save(samples.notebook(cell), folder / "notebooks", "02-bad.ipynb")
    problems, _pages = build(folder, run_cells=False)
    assert len(problems) == 1
    assert "02-bad.ipynb" in problems[0] and message in problems[0]


def test_a_failed_cell_is_shown_and_the_other_pages_are_written(folder, monkeypatch):
    def failing(path, timeout, say):
        run = execute.Run(path, read(path))
        if path.stem == "00-first":
            run.failures.append(execute.Failure("00-first.ipynb", 4, "a", "boom"))
        return run

    monkeypatch.setattr(book, "execute", failing)
    problems, pages = build(folder)
    assert problems == ["00-first.ipynb: cell 4: a\n    boom"]
    assert "a cell failed" in pages["00-first"]
    assert "cell 4 failed" in pages["index"]
    assert "01-next" in pages
    assert book.main([str(folder / "notebooks" / "00-first.ipynb"), "--out", str(folder)])
