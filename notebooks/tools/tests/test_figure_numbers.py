"""Figures are numbered in reading order, and what names them follows."""

import samples
from samples import FIGURE, code, html, text

import check
import figure_numbers
from project import read


def chapter(*figures):
    """A chapter with a cell for each, whose first line is its given number."""
    cells = [code(f"// Figure {n}\n1" if n else "1", html(FIGURE)) for n in figures]
    return samples.notebook(text("See figures 0.1 and 0.2; figure 14 is another's."), *cells)


def numbers(notebook):
    return [n for cell in notebook.cells for n in figure_numbers.given(cell)]


def test_figures_are_counted_from_one(tmp_path):
    path = samples.save(chapter(None, None), tmp_path)
    assert figure_numbers.main([str(path)]) == 0
    assert numbers(read(path)) == ["0.1", "0.2"]
    assert check.check(read(path), path) == []


def test_numbering_twice_changes_nothing(tmp_path):
    path = samples.save(chapter(None, None), tmp_path)
    figure_numbers.main([str(path)])
    before = path.read_bytes()
    figure_numbers.main([str(path)])
    assert path.read_bytes() == before


def test_a_figure_put_before_others_moves_their_numbers_in_the_text(tmp_path):
    notebook = chapter(None, "0.1", "0.2")
    changed = figure_numbers.number(notebook, "0")
    assert changed == {"0.1": "0.2", "0.2": "0.3"}
    figure_numbers.refer(notebook, changed)
    assert numbers(notebook) == ["0.1", "0.2", "0.3"]
    assert notebook.cells[5].source == "See figures 0.2 and 0.3; figure 14 is another's."


def test_a_cell_that_shows_two_has_both_numbers():
    notebook = samples.notebook(code("1", html(FIGURE + FIGURE)))
    figure_numbers.number(notebook, "5a")
    assert notebook.cells[-1].source == "// Figures 5a.1, 5a.2\n1"
