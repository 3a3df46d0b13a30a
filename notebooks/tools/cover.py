"""The book's first page: pictures, a widget, the chapters and a search."""

import base64
import re
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from project import ROOT
from render import TEMPLATES

# The README shows them with what they are.
PICTURE = re.compile(r"!\[([^\]]+)\]\((notebooks/plot/pictures/[\w-]+\.svg)\)")
# In which a VAE learns; it stands beside the book's pages.
KEPT = ROOT / "notebooks" / "plot" / "pages" / "train-in-the-page.html"
WIDGET = re.compile(r'<div class="vae-widget".*?</script></div>', re.DOTALL)


@dataclass
class Picture:
    """A picture and what it shows."""

    data: str
    alt: str


def cover(entries, first):
    """The page for these chapters; `first` is the notebook whose widget stands on it."""
    loader = FileSystemLoader(TEMPLATES / "page")
    template = Environment(loader=loader, autoescape=True).get_template("contents.html.j2")
    return template.render(
        entries=entries, pictures=pictures(), widget=widget(first), kept=KEPT.name
    )


def pictures():
    found = PICTURE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    return [Picture(embedded(ROOT / place), alt) for alt, place in found]


def embedded(path):
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"


def widget(notebook):
    """The first widget that a chapter's run left; a kept notebook has only its picture."""
    for cell in notebook.cells if notebook else []:
        for output in cell.get("outputs", []):
            if found := WIDGET.search(output.get("data", {}).get("text/html", "")):
                return Markup(found[0])
    return None
