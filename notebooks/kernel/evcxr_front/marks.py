"""What a cell tells the front: marked lines among what it prints.

A mark is a character that nobody types, a word, and arguments. It may follow text that has not
ended its line, which then is shown as it is, without a line's end.
"""

import re

MARK = "\x02notebook-front "
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(u\{([0-9a-f]+)\}|.)")
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def split(text):
    """The pieces of printed text, in order: ("text", what) or ("mark", (word, arguments))."""
    for line in text.splitlines(keepends=True):
        before, mark, told = line.partition(MARK)
        if before:
            yield "text", before
        if mark:
            word, _, arguments = told.rstrip("\n").partition(" ")
            yield "mark", (word, arguments)


def rust_strings(text):
    """The contents of the strings in what Rust's `{:?}` wrote."""
    return [ESCAPE.sub(unescaped, match) for match in STRING.findall(text)]


def unescaped(match):
    code = match.group(2)
    return chr(int(code, 16)) if code else SIMPLE.get(match.group(1), match.group(1))
