"""Questions about code, put so that evcxr's rust-analyzer can answer them.

evcxr looks only at what stands before the cursor and takes it for whole: it knows the word that
ends there, knows a method only with its bracket, and sees nothing inside a macro. So a question
has several wordings, and the first that finds something is taken.
"""

import re
from dataclasses import dataclass

# A path, a field or a chain of calls, up to its end.
CHAIN = re.compile(r"[A-Za-z_]\w*(?:(?:::|\.)(?:[A-Za-z_]\w*)?|\([^()]*\)|\[[^\[\]]*\]|\?)*$")
KINDS = ("inspect_request", "complete_request")


@dataclass
class Wording:
    content: dict
    shift: int = 0  # what a place in it lies before the same place in the question

    def answer(self, content):
        moved = ("cursor_start", "cursor_end")
        return {k: v + self.shift if k in moved else v for k, v in content.items()}


def wordings(kind, content):
    code, cursor = content["code"], content["cursor_pos"]
    end = cursor
    if kind == "inspect_request":
        end = end_of_word(code, cursor)
    before = code[:end]
    bracket = "(" if kind == "inspect_request" and code[end : end + 1] == "(" else ""
    alone = lines_before(before) + chain(before)
    for text in dict.fromkeys((before, alone)):
        put = {**content, "code": text + bracket, "cursor_pos": len(text + bracket)}
        yield Wording(put, len(before) - len(text))


def end_of_word(code, cursor):
    """Of the word under the cursor, or of the one whose bracket was just opened."""
    while cursor > 0 and code[cursor - 1] in "(!" and not code[cursor : cursor + 1].isidentifier():
        cursor -= 1
    while cursor < len(code) and (code[cursor].isalnum() or code[cursor] == "_"):
        cursor += 1
    return cursor


def lines_before(code):
    return code[: code.rfind("\n") + 1]


def chain(code):
    found = CHAIN.search(code.rpartition("\n")[2])
    return found.group() if found else ""


def is_answer(content):
    return bool(content.get("found") or content.get("matches"))
