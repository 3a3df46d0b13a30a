"""A cell's failure as Jupyter shows it: its name, what happened, the line of the cell."""

import re
from dataclasses import dataclass

RED, BOLD, PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"
UNWRAPPED = re.compile(
    r"^(called `Result::unwrap\(\)` on an `Err` value|.*?): (\w+)\(\"(.*)\"\)$", re.S
)
# libtorch's and others' C++: the message comes first, then where in their own source.
CPP_FRAMES = re.compile(
    r"\n?(Exception raised from |frame #\d+: |C\+\+ CapturedTraceback|\(no backtrace).*",
    re.S,
)
INTERRUPTED = "Interrupted"
# Cargo only knows its own flag.
OFFLINE = (
    "Nothing is fetched while a notebook runs. A cell with `:offline 0` allows it for this kernel; "
    "then run this cell again."
)


@dataclass
class Failure:
    name: str
    message: str
    place: object = None

    def content(self):
        """Of an `error` message, and of the reply."""
        return {"ename": self.name, "evalue": self.message, "traceback": self.traceback()}

    def traceback(self):
        lines = [f"{RED}{self.name}{PLAIN}: {self.message}"]
        if self.place and self.place.number:
            lines.append(f"{BOLD}line {self.place.number}{PLAIN} │ {self.place.text}")
        elif self.place:
            lines.append(f"{BOLD}defined in an earlier cell{PLAIN} │ {self.place.text}")
        return lines


def of_panic(message, place):
    return Failure("panic", readable(message), place)


def of_question_mark(kind, message, place):
    return Failure(short(kind) or "Error", readable(message), place)


def stopped(how):
    return Failure(INTERRUPTED, f"stopped {how}")


def of_evcxr(content, count):
    """evcxr names its cells by its own count."""
    lines = [re.sub(r"command_\d+", f"cell {count}", line) for line in content["traceback"]]
    if any("--offline" in line for line in lines):
        lines.append(OFFLINE)
    return {**content, "traceback": lines}


def readable(message):
    """Without C++ frames, and without the escapes that Rust's `{:?}` puts into an error's text."""
    found = UNWRAPPED.match(message)
    if found and "\\n" in found.group(3):
        text = found.group(3).replace("\\n", "\n").replace('\\"', '"')
        message = f"{found.group(1)}: {text}"
    return CPP_FRAMES.sub("", message).rstrip()


def short(kind):
    """`core::num::error::ParseIntError` as people say it; texts and boxes are just errors."""
    name = kind.partition("<")[0].rpartition("::")[2].strip("& ")
    return "" if name in ("str", "String", "Box") else name
