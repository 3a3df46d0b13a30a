"""Each rule lets the good chapter pass, and fails the one that breaks it."""

import pytest
import samples
from samples import FIGURE, PIXEL, code, html, printed, text, value

import check

LAST = 6

BROKEN = {
    "a second H1": ("title", text("# Another")),
    "a jump": ("heading-order", text("## Fine\n\n#### Too deep")),
    "Markdown image": ("alt", text(f"![]({PIXEL})")),
    "HTML image": ("alt", text(f'<img src="{PIXEL}">')),
    "empty alt": ("alt", text(f'<img alt=" " src="{PIXEL}">')),
    "missing notebook": ("link", text("[on](09-nowhere.ipynb)")),
    "missing file": ("link", text('<a href="../nothing.md">on</a>')),
    "missing anchor": ("link", text("[up](#No-such-heading)")),
    "missing attachment": ("link", text("![dot](attachment:dot.png)")),
    "image from the network": ("link", text("![dot](https://example.org/dot.png)")),
    "open <details>": ("details", text("<details>\n<summary>A</summary>\n\nb")),
    "shown <details>": (
        "details",
        text("<details open>\n<summary>A</summary>\n\nb\n\n</details>"),
    ),
    "stray </details>": ("details", text("b\n\n</details>")),
    "no summary": ("details", text("<details>\n\nb\n\n</details>")),
    "no blank line": (
        "details",
        text("<details><summary>A</summary>\nb\n\n</details>"),
    ),
    "formula": ("formula", text(r"It is $\nosuchcommand x$.")),
    "formula cut short": ("formula", text("$$\\frac{a$$")),
    "long cell": ("cell-length", code("\n".join(["// line"] * 31))),
    "wide line": ("line-width", code("// " + "x" * 86)),
    "many imports": (
        "imports",
        code("use a::{\n" + "    b,\n" * 8 + '};\n:dep c = "1"'),
    ),
    "stderr": ("stderr", code("1", printed("warning\n", "stderr"))),
    "figure without alt": (
        "figure",
        code("// Figure 0.1\n1", html(FIGURE.replace("A dot", "", 1))),
    ),
    "figure without caption": (
        "figure",
        code("// Figure 0.1\n1", html(f'<figure><img alt="A dot" src="{PIXEL}"></figure>')),
    ),
    "figure without image": (
        "figure",
        code("// Figure 0.1\n1", html("<figure><figcaption>A</figcaption></figure>")),
    ),
    "figure without number": ("figure-number", code("1", html(FIGURE))),
    "figure with another's number": ("figure-number", code("// Figure 0.2\n1", html(FIGURE))),
    "number without figure": ("figure-number", code("// Figure 0.1\n1")),
    "figure that is not there": ("figure-reference", text("See figure 0.7.")),
    "figure of another chapter": ("figure-reference", text("Figure 3a.1 shows it.")),
    "inline svg": ("figure", code("1", html("<svg></svg>"))),
    "figure from the network": (
        "figure",
        code("1", html('<img alt="A" src="https://example.org/a.png">')),
    ),
    "script from the network": (
        "figure",
        code("1", html('<script src="https://example.org/a.js"></script>')),
    ),
    "empty value": ("shown", code("f()", value("()"))),
    "figure's insides": ("shown", code("f", value('Figure { title: "A" }'))),
    "path in an output": ("machine-path", code("1", printed("/home/ada/vae/a.bin\n"))),
    "path in a cell": ("machine-path", code('let p = "/Users/ada/vae";')),
    "clock": ("clock", code("1", printed("done at 12:30:59\n"))),
    "date": ("clock", code("1", printed("2018-06-01T10:00 done\n"))),
    "synthetic": ("synthetic", code("1", printed("MNIST (synthetic)\n"))),
    "big": ("size", code("1", printed("x" * 1_000_001))),
}


def rules_broken_by(notebook, folder):
    return check.check(notebook, samples.save(notebook, folder))


def test_the_good_chapter_keeps_every_rule(tmp_path):
    good = samples.notebook(
        code("// Figure 0.1\n2", html(FIGURE)),
        code("// Figures 0.2, 0.3\n2", html(FIGURE + FIGURE)),
        text("Figure 0.1 is not the thesis's figure 14; figures 0.2 and 0.3 are."),
        code("assert!(false);", printed("boom", "stderr"), tags=["expect-failure"]),
        code("3", printed("synthetic digits\n"), tags=["synthetic-data"]),
        text("[up](#The-number), [here](00-sample.ipynb), [there](https://example.org)"),
        text("`[not](a-link.md)` costs \\$5\n\n```\n# no heading [x](y)\n```"),
    )
    assert rules_broken_by(good, tmp_path) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found(name, tmp_path):
    rule, cell = BROKEN[name]
    problems = rules_broken_by(samples.notebook(cell), tmp_path)
    assert [problem.rule for problem in problems] == [rule]
    assert problems[0].cell in (0, LAST)


def test_the_line_is_named(tmp_path):
    cell = text("## Fine\n\n```\n# not a heading\n```\n\n[on](nowhere.ipynb)")
    problem = rules_broken_by(samples.notebook(cell), tmp_path)[0]
    assert (problem.cell, problem.line) == (LAST, 7)
    assert "cell 6, line 7: [link]" in str(problem)


def test_the_kernel_is_checked(tmp_path):
    other = samples.notebook()
    other.metadata["kernelspec"]["name"] = "rust"
    assert [p.rule for p in rules_broken_by(other, tmp_path)] == ["kernel"]


def test_a_chapter_begins_with_its_title(tmp_path):
    late = samples.notebook()
    late.cells.insert(0, code("1"))
    assert "title" in [p.rule for p in rules_broken_by(late, tmp_path)]


def test_each_part_of_the_card_is_asked_for(tmp_path):
    bare = samples.notebook()
    bare.cells[0].source = "# A chapter\n\nA promise."
    problems = rules_broken_by(bare, tmp_path)
    assert [p.rule for p in problems] == ["card"] * 7


def test_long_cells_on_the_whole_are_found(tmp_path):
    cells = [code("\n".join(["// line"] * 20)) for _ in range(4)]
    problems = rules_broken_by(samples.notebook(*cells), tmp_path)
    assert [p.rule for p in problems] == ["median-length"]


@pytest.mark.parametrize("kind", ["fn twice() {}", "struct twice;", "const twice: u8 = 1;"])
def test_a_second_definition_is_found(kind, tmp_path):
    cells = code("fn twice(a: u8) -> u8 {\n    a\n}"), code(f"// again\npub {kind}")
    problems = rules_broken_by(samples.notebook(*cells), tmp_path)
    assert [p.rule for p in problems] == ["defined-twice"]
    assert (problems[0].cell, problems[0].line) == (7, 2)


def test_methods_strings_and_comments_define_nothing(tmp_path):
    cells = [
        code("struct A;\nimpl A {\n    fn new() -> Self { A }\n}"),
        code('struct B;\nimpl B {\n    fn new() -> Self { B }\n}\nlet s = "fn new() {";'),
        code("// fn new()\n/* fn new() */\nlet c = '{';\nlet r = r#\"struct A;\"#;"),
        code("const fn first() {}"),
        code("const fn second() {}"),
    ]
    assert rules_broken_by(samples.notebook(*cells), tmp_path) == []


def test_metadata_that_changes_with_each_run_is_found(tmp_path):
    cell = code("1")
    cell.metadata["execution"] = {"iopub.status.busy": "2018-06-01T10:00:00"}
    problems = rules_broken_by(samples.notebook(cell), tmp_path)
    assert [p.rule for p in problems] == ["metadata"]


def test_cells_run_out_of_order_are_found(tmp_path):
    jumbled = samples.notebook()
    jumbled.cells[1].execution_count = 7
    problems = rules_broken_by(jumbled, tmp_path)
    assert [p.rule for p in problems] == ["execution-order"]


def test_the_program_names_notebook_cell_and_line(tmp_path, capsys):
    path = samples.save(samples.notebook(text("# Another")), tmp_path)
    assert check.main([str(path)]) == 1
    assert "00-sample.ipynb: cell 6, line 1: [title]" in capsys.readouterr().out
    assert check.main([str(samples.save(samples.notebook(), tmp_path))]) == 0
