"""Make an executed notebook fit to be committed: the same run gives the same file."""

import re
from pathlib import Path

from kernel import ANSI
from project import ROOT, tags

KERNELSPEC = {"display_name": "Rust (VAE)", "language": "rust", "name": "rust-vae"}
LANGUAGE = {
    "codemirror_mode": "rust",
    "file_extension": ".rs",
    "mimetype": "text/rust",
    "name": "Rust",
    "pygments_lexer": "rust",
}
# What a training prints after each epoch for those who wait.
TIMES = re.compile(r" *\[[\d.]+ s, [^\]\n]* left\]")
# What a kernel says whose crates had to be compiled first.
COMPILED = re.compile(r"Compil(ed|ing what this kernel needs, once:) \d+ crates?\b")
KEPT_CELL_METADATA = {"tags", "jupyter"}


def clean(notebook):
    """Drop all that differs between two runs or two machines; in place."""
    notebook.metadata = type(notebook.metadata)(kernelspec=KERNELSPEC, language_info=LANGUAGE)
    count = 0
    for cell in notebook.cells:
        kept = {k: v for k, v in cell.metadata.items() if k in KEPT_CELL_METADATA}
        cell.metadata = type(cell.metadata)(kept)
        if cell.cell_type != "code":
            continue
        if cell.source.strip() and cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        cell.outputs = [output for output in cell.outputs if not is_of_the_start(output)]
        for output in cell.outputs:
            clean_output(output, cell.execution_count)
    return notebook


def is_of_the_start(output):
    return bool(COMPILED.match(output.get("data", {}).get("text/plain", "")))


def clean_output(output, count):
    if "metadata" in output:
        output.metadata = type(output.metadata)()
    if output.output_type == "execute_result":
        output.execution_count = count
    if "text" in output:
        output.text = without_places(TIMES.sub("", ANSI.sub("", output.text)))
    if "traceback" in output:
        output.traceback = [without_places(ANSI.sub("", t)) for t in output.traceback]
    for kind, value in output.get("data", {}).items():
        if isinstance(value, str) and kind.startswith("text/"):
            output.data[kind] = without_places(value)


def without_places(text):
    """Paths inside the checkout become relative, those at home begin with `~`."""
    text = text.replace(f"{ROOT}/", "").replace(str(ROOT), ".")
    home = str(Path.home())
    return text.replace(f"{home}/", "~/") if len(home) > 1 else text


def synthetic_cells(notebook):
    """Numbers of the cells whose output says that its data is synthetic."""
    return [
        number
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code"
        and "synthetic-data" not in tags(cell)
        and any("synthetic" in readable(output).lower() for output in cell.outputs)
    ]


def readable(output):
    """All the text of an output, as one string."""
    data = output.get("data", {})
    parts = [v for k, v in data.items() if k.startswith("text/") and isinstance(v, str)]
    return "\n".join([output.get("text", ""), *parts])
