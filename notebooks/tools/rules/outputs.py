"""Outputs: figures that everybody can read, values that show themselves, nothing on stderr."""

from project import tags
from rules.html_tags import images_without_alt, read_tags
from rules.problem import Problem, numbered


def all_outputs(notebook):
    for number, cell in numbered(notebook, "code"):
        for output in cell.outputs:
            yield number, cell, output


def no_failures(notebook):
    for number, cell, output in all_outputs(notebook):
        if "expect-failure" in tags(cell):
            continue
        if output.output_type == "error":
            message = f"holds an error ({output.evalue[:60]}); mend it and run again"
            yield Problem("stderr", number, 0, message)
        if output.get("name") == "stderr":
            message = f"holds a message on stderr ({output.text.strip()[:60]}); mend it"
            yield Problem("stderr", number, 0, message)


def figures(notebook):
    for number, _, output in all_outputs(notebook):
        data = output.get("data", {})
        html = data.get("text/html")
        if html is None:
            for kind in data:
                if kind.startswith("image/"):
                    message = f"{kind} carries no alternative text; emit a <figure>"
                    yield Problem("figure", number, 0, message)
            continue
        for message in figure_problems(read_tags(html)):
            yield Problem("figure", number, 0, message)


def figure_problems(reader):
    for _ in images_without_alt(reader):
        yield "the figure's <img> has no alternative text (alt)"
    for tag in reader.tags:
        source = tag.attributes.get("src") or ""
        if source and not source.startswith("data:"):
            yield f"<{tag.name}> loads {source[:60]}; embed it as a data address"
        if tag.name == "svg":
            yield 'JupyterLab drops an inline <svg>; show it by <img src="data:…">'
        if tag.name == "figure":
            yield from missing_parts(tag)


def missing_parts(figure):
    names = {tag.name for tag in figure.holds}
    if "img" not in names:
        yield "<figure> has no <img>: a notebook just opened would show nothing"
    if "figcaption" not in names:
        yield "<figure> has no <figcaption>"


def shown_values(notebook):
    for number, _, output in all_outputs(notebook):
        text = output.get("data", {}).get("text/plain", "")
        if text.strip() == "()":
            message = "shows an empty value, (); end its last statement with a semicolon"
            yield Problem("shown", number, 0, message)
        if text.startswith(DEBUG_FORMS):
            message = "prints a figure's insides: evcxr does so where the cell moves a variable"
            yield Problem("shown", number, 0, message)


# How the values that should have shown themselves look in Rust's debug form.
DEBUG_FORMS = ("Figure {", "Figures(", "Table {", "History {", "Dataset {", "Vae {")

RULES = [no_failures, figures, shown_values]
