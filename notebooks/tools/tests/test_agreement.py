"""A chapter's outputs are compared with those that are kept."""

import copy

import pytest
import samples
from samples import FIGURE, code, html, printed

import execute
from agreement import agree, differences
from project import read


@pytest.mark.parametrize(
    "kept, now, share, same",
    [
        ("loss 135.98 nats", "loss 135.98 nats", 0, True),
        ("loss 135.98 nats", "loss 135.99 nats", 0, False),
        ("loss 135.98 nats", "loss 136.90 nats", 0.01, True),
        ("loss 135.98 nats", "loss 137.50 nats", 0.01, False),
        ("loss 135.98 nats", "cost 135.98 nats", 0.5, False),
        ("−1,234.5 and 2", "−1,240.0 and 2", 0.01, True),
        ("3 of 20", "4 of 20", 0.01, False),
        ("0.0", "0.5", 0.01, False),
        ("1.0e-9", "1.1e-9", 0.01, True),  # as far as one digit tells
        ("1.0e-9", "2.0e-9", 0.01, False),
        ("12,000 images", "12,060 images", 0.01, True),
    ],
)
def test_words_are_the_same_and_numbers_near(kept, now, share, same):
    assert agree(kept, now, share) == same


def chapter(*lines, tags=()):
    table = html("<table><tr><td>loss</td><td>" + lines[1] + "</td></tr></table>")
    return samples.of_cells(code("1", printed(lines[0] + "\n"), table, html(FIGURE), tags=tags))


def test_each_cell_that_differs_is_named_once():
    kept = chapter("a 1.00", "2.00")
    assert differences(kept, chapter("a 1.00", "2.00")) == []
    text = [str(d) for d in differences(kept, chapter("a 1.01", "2.50"))]
    assert text == ["cell 1 said 'a 1.00', and says 'a 1.01'"]
    assert "says '2.01'" in str(differences(kept, chapter("a 1.00", "2.01"))[0])


def test_a_tag_says_how_far_numbers_may_move():
    kept = chapter("a 1.00", "2.00", tags=["within-1%"])
    assert differences(kept, chapter("a 1.00", "2.01")) == []
    assert len(differences(kept, chapter("a 1.00", "2.10"))) == 1


def test_a_tag_without_a_percent_sign_is_an_amount():
    kept = chapter("loss 350.00 + KL 2.00", "2.00", tags=["within-0.5"])
    assert differences(kept, chapter("loss 350.50 + KL 1.50", "2.40")) == []
    assert len(differences(kept, chapter("loss 350.00 + KL 1.40", "2.00"))) == 1
    assert len(differences(kept, chapter("loss 351.00 + KL 2.00", "2.00"))) == 1


def test_a_figure_is_its_alternative_text_and_its_caption():
    kept, now = chapter("a", "1"), chapter("a", "1")
    now.cells[0].outputs[2].data["text/html"] = FIGURE.replace("A dot", "Two dots", 1)
    assert "'Two dots'" in str(differences(kept, now)[0])


def test_a_line_that_is_gone_is_told():
    kept, now = chapter("a", "1"), chapter("a", "1")
    now.cells[0].outputs.pop()
    assert str(differences(kept, now)[0]).endswith("lines'")


def test_a_chapter_that_says_otherwise_fails_its_run(tmp_path, monkeypatch, capsys):
    path = samples.save(chapter("a 1.00", "2.00"), tmp_path)
    again = copy.deepcopy(read(path))
    again.cells[0].outputs[0].text = "a 3.00\n"
    run = execute.Run(path, again)
    monkeypatch.setattr(execute, "execute", lambda *_, **__: run)
    monkeypatch.delenv("VAE_QUICK", raising=False)
    assert execute.main([str(path), "--compare"]) == 1
    assert "said 'a 1.00', and says 'a 3.00'" in capsys.readouterr().out
