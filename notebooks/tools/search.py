"""The search over all chapters: one page that carries their words and asks no network."""

import json

from bs4 import BeautifulSoup

from sections import sections

# A section's words beyond these would make the page large for little.
LONGEST = 4_000


def index(pages):
    """Each section of each page (name → HTML) as page, anchor, chapter, title and words."""
    entries = []
    for name, html in pages.items():
        chapter = ""
        for section in sections(BeautifulSoup(html, "html.parser")):
            chapter = section.title if section.level == 1 else chapter
            entries.append(
                {
                    "page": name,
                    "anchor": section.anchor,
                    "chapter": chapter,
                    "title": section.title,
                    "text": section.text[:LONGEST],
                }
            )
    return entries


def as_script(entries):
    """The index as a JSON text that can stand inside a script element."""
    return json.dumps(entries, ensure_ascii=False).replace("<", "\\u003c")
