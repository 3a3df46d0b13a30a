"""Just enough Rust to see what a cell defines: no comments, no strings, no blocks."""

import re

IGNORED = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r'|b?r(?P<hashes>#*)".*?"(?P=hashes)'
    r'|b?"(?:\\.|[^"\\])*"'
    r"|b?'(?:\\[^']+|[^'\\])'",
    re.S,
)
ITEM = re.compile(
    r"\b(fn|struct|enum|union|trait|type|const(?!\s+(?:unsafe\s+)?fn\b)|static|macro_rules!|mod)\s+(?:mut\s+)?"
    r"([A-Za-z]\w*)"
)
IMPORT = re.compile(r"^\s*(?:(?:pub\s+)?use\b[^;]*;|extern\s+crate\b[^;]*;|:dep\b[^\n]*)", re.M)


def bare(source):
    """The source with comments, strings and characters blanked, lines kept."""
    return IGNORED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)


def outermost(source):
    """The source outside all braces and parentheses."""
    depth, kept = 0, []
    for letter in bare(source):
        depth -= letter in "})" and depth > 0
        kept.append(letter if depth == 0 or letter == "\n" else " ")
        depth += letter in "{("
    return "".join(kept)


def items(source):
    """(kind, name, line) of each item that the cell defines for later cells."""
    text = outermost(source)
    for found in ITEM.finditer(text):
        yield found[1], found[2], text.count("\n", 0, found.start()) + 1


def import_lines(source):
    """How many lines of a cell are imports."""
    return sum(found[0].strip().count("\n") + 1 for found in IMPORT.finditer(bare(source)))


def span(source, kind, name):
    """Where `fn name` or `let name` begins and ends at the outermost level, or None."""
    flat, text = outermost(source), bare(source)
    found = re.search(rf"\b{kind}\s+(?:mut\s+)?{name}\b", flat)
    if not found:
        return None
    depth = 0
    for place in range(found.end(), len(text)):
        depth += (text[place] in "{([") - (text[place] in "})]")
        if depth == 0 and text[place] == ("}" if kind == "fn" else ";"):
            return found.start(), place + 1
    return None
