"""One executed notebook as one HTML file that needs nothing else, and no network."""

import base64
import mimetypes
import os
import re
from html import escape, unescape
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter

from formula import FormulaError, mathml
from sections import chapter_number, fill_contents, link_figures, number_figures

TEMPLATES = Path(__file__).resolve().parent
LOADED = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "video": "src",
}
# A formula and the marks that touch it; a line must not break between them.
WITH_MARKS = re.compile(r"([(\[]?)(<math\b(?:(?!</math>).)*</math>)([-.,;:?!)\]]*)", re.DOTALL)
RAW_MATH = re.compile(r"(?<![\\$])\$([^$\n]+?)(?<!\\)\$(?![\d$])")
VERBATIM = {"script", "style", "pre", "code", "textarea", "math"}


class Page(HTMLExporter):
    """nbconvert's exporter with our template, and formulas turned into MathML."""

    def __init__(self, **options):
        super().__init__(template_name="page", extra_template_basedirs=[str(TEMPLATES)], **options)
        self.problems = []

    def default_filters(self):
        yield from super().default_filters()
        yield ("markdown2html", self.to_html)

    def to_html(self, source):
        renderer = Renderer(escape=False, anchor_link_text="#")
        html = MarkdownWithMath(renderer=renderer).render(source)
        self.problems += renderer.problems
        return glued(html)

    def render(self, notebook, path, run=None, neighbours=(None, None)):
        """The page of a notebook that lies (or would lie) at `path`, between its neighbours."""
        self.problems = []
        resources = {
            "title": title(notebook) or Path(path).stem,
            "highlight_css": highlight_css(),
            "run": run,
            "previous": neighbours[0],
            "next": neighbours[1],
            "metadata": {"name": Path(path).stem},
        }
        html, _ = self.from_notebook_node(notebook, resources)
        return html


class Renderer(IPythonRenderer):
    """Markdown with MathML; a formula that fails is shown as written, and reported."""

    problems = ()

    def formula(self, latex, display):
        try:
            return mathml(latex, display)
        except FormulaError as error:
            self.problems = [*self.problems, str(error)]
            return f"<code>{escape(latex)}</code>"

    def inline_math(self, body):
        return self.formula(body, "inline")

    def block_math(self, body):
        return f'<div class="formula">{self.formula(body, "block")}</div>'

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def glued(html):
    """Formulas kept on one line with their parentheses, commas and full stops."""

    def together(found):
        marks = found[1] or found[3]
        return f'<span class="glued">{found[0]}</span>' if marks else found[0]

    return WITH_MARKS.sub(together, html)


def title(notebook):
    """The text of the first H1."""
    for cell in notebook.cells:
        found = re.search(r"^# +(.+)$", cell.source, re.MULTILINE)
        if found and cell.cell_type == "markdown":
            return found[1].strip()
    return None


def highlight_css():
    """Code colours for a light and for a dark page."""
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def finish(html, source, target, pages):
    """Embed images and point links to where they lie seen from the page.

    Returns the page, and what in it can't be shown.
    """
    soup = BeautifulSoup(html, "html.parser")
    for image in soup.find_all("img", src=True):
        image["src"] = embedded(image["src"], Path(source).parent)
    for link in soup.main.find_all("a", href=True):
        link["href"] = moved(link["href"], source, target, pages)
    own = chapter_number(Path(source).stem)
    number_figures(soup, own)
    places = {chapter_number(path.stem): page for path, page in pages.items()}
    link_figures(soup, places | {own: ""})
    problems = raw_formulas(soup) + needs_network(soup)
    fill_contents(soup)
    return str(soup), problems


def embedded(src, folder):
    """An image file as a data address; other addresses as they are."""
    file = folder / src
    if re.match(r"[a-z]+:", src) or not file.is_file():
        return src
    kind, _ = mimetypes.guess_type(file.name)
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def moved(href, source, target, pages):
    """A relative link of a notebook, as seen from its page."""
    place, _, anchor = href.partition("#")
    if not place or re.match(r"[a-z]+:", place):
        return href
    file = (Path(source).parent / place).resolve()
    if file in pages:
        place = pages[file]
    else:
        place = Path(os.path.relpath(file, Path(target).resolve().parent)).as_posix()
    return f"{place}#{anchor}" if anchor else place


def raw_formulas(soup):
    """Formulas inside raw HTML (a summary, a caption) become MathML too."""
    problems = []
    for text in list(soup.find_all(string=RAW_MATH)):
        if any(parent.name in VERBATIM for parent in text.parents):
            continue
        try:
            text.replace_with(BeautifulSoup(with_formulas(text), "html.parser"))
        except FormulaError as error:
            problems.append(str(error))
    return problems


def with_formulas(text):
    """A line of text as HTML, its formulas as MathML; raises FormulaError."""
    return RAW_MATH.sub(lambda found: mathml(unescape(found[1])), escape(text, quote=False))


def needs_network(soup):
    """What the page would have to load from elsewhere."""
    return [
        f"<{name}> loads {tag[attribute][:80]}: embed it"
        for name, attribute in LOADED.items()
        for tag in soup.find_all(name, **{attribute: True})
        if not tag[attribute].startswith("data:")
    ]
