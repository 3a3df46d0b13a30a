"""Whether a cell is ready to run: judged by rustfmt's parser, which is rustc's."""

import re
import subprocess

HEAD = "fn cell() {\n"
AT = re.compile(r"^ *--> .*?:(\d+):\d+", re.M)
OPEN_ENDED = ("unclosed delimiter", "unterminated")
COMMAND = re.compile(r"^ *[:!].*$", re.M)
SECONDS = 2


def state(code, rustfmt):
    code = COMMAND.sub("", code)
    error = rustfmt and parse_error(f"{HEAD}{code}\n}}\n", rustfmt)
    if not error:
        return {"status": "complete"}
    # The brackets come first, and without one of ours after them.
    if ended_early(parse_error(code, rustfmt) or "", error, code):
        return {"status": "incomplete", "indent": indent(code)}
    return {"status": "invalid"}


def parse_error(text, rustfmt):
    """The first thing that the parser has to say against a text, or None."""
    try:
        done = subprocess.run(
            [rustfmt, "--edition", "2024", "--quiet", "--color", "never", "--emit", "stdout"],
            input=text,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stderr.split("\nerror", 1)[0] if done.stderr.startswith("error") else None


def ended_early(of_brackets, of_cell, code):
    """Whether only more text could make it right: the parser stumbled over the cell's end."""
    about = of_brackets.partition("\n")[0]
    if any(words in about for words in OPEN_ENDED):
        return True
    if "closing delimiter" in about:
        return False
    place = AT.search(of_cell)
    return bool(place) and int(place.group(1)) > code.count("\n") + 2


def indent(code):
    """One step further in than the last line, where that opens a bracket."""
    last = code.rstrip("\n").rpartition("\n")[2]
    here = last[: len(last) - len(last.lstrip())]
    return here + ("    " if last.rstrip().endswith(("{", "(", "[")) else "")
