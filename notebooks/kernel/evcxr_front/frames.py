"""Which lines of a cell's source its machine code came from, by the linker's own tool."""

import shutil
import subprocess

OF_CELLS = "src/lib.rs"
SECONDS = 3


def lines(frames):
    """Line numbers, innermost call first, of frames written as "offset library" line by line.

    None where addr2line (of binutils, which a C compiler brings along) is not there.
    """
    found = [line.split(" ", 1) for line in frames.splitlines()]
    if not found or not shutil.which("addr2line"):
        return []
    command = ["addr2line", "--exe", found[0][1], *(offset for offset, _ in found)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [number for line in told.splitlines() if (number := number_of(line))]


def number_of(line):
    """Of `/some/folder/src/lib.rs:12`, or None where it is another file's or unknown."""
    file, _, number = line.partition(":")
    digits = number.split(" ")[0]
    return int(digits) if file.endswith(OF_CELLS) and digits.isdigit() else None
