"""A page cut at its headings: its table of contents, its numbered figures, what a search finds."""

import re
from dataclasses import dataclass, field
from html import escape

from bs4 import BeautifulSoup

HEADINGS = ["h1", "h2", "h3"]
# What a reader does not look for by words.
SILENT = ["script", "style", "img", "iframe", "nav"]
# Where a number of a figure is no reference: in code, and where it is a link already.
UNLINKED = {"a", "code", "math", "pre", "script", "style"}
NUMBER = r"\d+[a-z]?\.\d+"
REFERENCE = re.compile(rf"\b([Ff]igures? )({NUMBER}(?:(?:,| and| to) {NUMBER})*)(?![\d.]*\d)")


@dataclass
class Section:
    """A heading and the words below it, up to the next."""

    level: int
    anchor: str
    title: str
    words: list[str] = field(default_factory=list)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def sections(soup):
    """All sections of a page, in reading order; widgets and pictures are left out."""
    found = []
    for element in soup.main.descendants:
        if element.name in HEADINGS:
            found.append(Section(int(element.name[1]), element.get("id", ""), heading(element)))
        elif element.name is None and found and is_read(element):
            found[-1].words.append(str(element))
    return found


def heading(element):
    """The words of a heading, without the mark that links to it."""
    marks = {id(text) for link in element.select(".anchor-link") for text in link.strings}
    return " ".join("".join(t for t in element.strings if id(t) not in marks).split())


def is_read(text):
    return not any(
        parent.name in SILENT or parent.name in HEADINGS or "prompt" in parent.get("class", [])
        for parent in text.parents
    )


def number_figures(soup, chapter):
    """Give each figure of a chapter a number and an address: Figure 3a.2, `#figure-3a.2`."""
    for number, figure in enumerate(soup.main.find_all("figure"), 1):
        name = f"{chapter}.{number}"
        figure["id"] = f"figure-{name}"
        caption = figure.find("figcaption")
        if caption is None:
            caption = soup.new_tag("figcaption")
            figure.append(caption)
        link = soup.new_tag("a", href=f"#figure-{name}", attrs={"class": "figure-number"})
        link.string = f"Figure {name}"
        caption.insert(0, ". " if caption.get_text(strip=True) else "")
        caption.insert(0, link)


def link_figures(soup, places):
    """Make links of the figures that a text names; `places` has the page of each chapter."""

    def linked(number):
        page = places.get(number[0].split(".")[0])
        return number[0] if page is None else f'<a href="{page}#figure-{number[0]}">{number[0]}</a>'

    def all_linked(found):
        return found[1] + re.sub(NUMBER, linked, found[2])

    for text in list(soup.main.find_all(string=REFERENCE)):
        if not any(parent.name in UNLINKED for parent in text.parents):
            html = REFERENCE.sub(all_linked, escape(text, quote=False))
            text.replace_with(BeautifulSoup(html, "html.parser"))


def chapter_number(stem):
    """`03a-variational-inference` → 3a; the name itself where it has no number."""
    found = re.match(r"0*(\d+[a-z]?)-", stem)
    return found[1] if found else stem


def fill_contents(soup):
    """The headings of a page as links, in the place that its template keeps for them."""
    place = soup.select_one("nav.toc ul")
    if place is None:
        return
    for section in sections(soup):
        if section.level == 1 or not section.anchor:
            continue
        item = soup.new_tag("li", attrs={"class": f"level-{section.level}"})
        link = soup.new_tag("a", href=f"#{section.anchor}")
        link.string = section.title
        item.append(link)
        place.append(item)
