"""The tags of a piece of HTML, with the line each stands on."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Tag:
    name: str
    attributes: dict
    line: int
    inside: list
    holds: list = field(default_factory=list)
    closed: bool = False


class Reader(HTMLParser):
    """Collects tags in order; each knows what it stands in and what it holds."""

    WITHOUT_END = frozenset(("img", "br", "hr", "input", "meta", "link", "source", "col", "wbr"))

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.stray = [], [], []

    def handle_starttag(self, name, attributes):
        tag = Tag(name, dict(attributes), self.getpos()[0], list(self.open))
        self.tags.append(tag)
        for outer in self.open:
            outer.holds.append(tag)
        if name not in self.WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, name):
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].name == name:
                self.open[place].closed = True
                del self.open[place:]
                return
        self.stray.append((name, self.getpos()[0]))


def read_tags(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def images_without_alt(reader):
    """Images whose alternative text is missing or empty."""
    for tag in reader.tags:
        if tag.name == "img" and not (tag.attributes.get("alt") or "").strip():
            yield tag
