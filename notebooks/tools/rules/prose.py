"""Markdown seen without what only looks like Markdown: code, formulas, comments."""

import re

FENCE = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n.*?^ {0,3}\1[^\n]*$", re.S | re.M)
INLINE_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)
FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<block>.+?)(?<!\\)\$\$"
    r"|(?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}.*?\\end\{(?P=name)\})"
    r"|(?<![\\$])\$(?P<inline>[^$]+?)(?<!\\)\$(?![\d$])",
    re.S,
)
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.M)
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(\s*<?([^()\s>]*(?:\([^()\s]*\))?[^()\s>]*)>?[^)]*\)")


def blank(found):
    """As many lines as before, and nothing on them."""
    return re.sub(r"[^\n]", " ", found[0])


def without_code(source):
    for pattern in (FENCE, INLINE_CODE, COMMENT):
        source = pattern.sub(blank, source)
    return source


def without_code_and_formulas(source):
    return FORMULA.sub(blank, without_code(source))


def line_of(source, position):
    return source.count("\n", 0, position) + 1


def headings(source):
    """(level, text, line) of each heading."""
    text = without_code(source)
    for found in HEADING.finditer(text):
        shown = source[found.start(2) : found.end(2)]
        yield len(found[1]), shown.strip(), line_of(text, found.start(1))


def links(source):
    """(is an image, text, target, line) of each Markdown link."""
    text = without_code_and_formulas(source)
    for found in LINK.finditer(text):
        yield bool(found[1]), found[2].strip(), found[3], line_of(text, found.start())


def formulas(source):
    """(LaTeX, is a block, line) of each formula."""
    text = without_code(source)
    for found in FORMULA.finditer(text):
        latex = found["block"] or found["environment"] or found["inline"]
        yield latex, found["inline"] is None, line_of(text, found.start())
