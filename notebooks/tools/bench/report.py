"""What `make bench` says: machine, versions, tables."""

import platform
from pathlib import Path

from setup import libtorch

from . import table

CHORES = {
    "load": "loading and decoding MNIST",
    "encode": "encoding 10,000 images",
    "manifold": "a manifold of 20×20 images, drawn",
    "scatter": "the scatter of 10,000 points, encoded and drawn",
    "checkpoint": "writing a checkpoint",
}
FAST_PATHS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")


def machine():
    """The processor's name, and what of its instructions matters here."""
    name, flags = platform.machine(), set()
    cpuinfo = Path("/proc/cpuinfo")
    for line in cpuinfo.read_text().splitlines() if cpuinfo.exists() else []:
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            name = value.strip()
        if key.strip() == "flags":
            flags = set(value.split())
    return ", ".join([name, *(flag for flag in FAST_PATHS if flag in flags)])


def head():
    return f"{machine()}; libtorch and PyTorch {libtorch.VERSION}"


def markdown(sittings):
    """Takes {threads: (measured, {"images": …, "memory": …})}."""
    parts = [f"Images: {next(iter(sittings.values()))[1]['images']}"]
    for threads, (measured, other) in sittings.items():
        parts.append(table.steps_table(measured, threads))
        parts.append(table.goals_table(table.goals(measured)))
        parts.append(table.chores_table(measured, CHORES))
        if other["memory"] is not None:
            parts.append(f"Memory beyond libtorch, at most: {other['memory']:.0f} MB.")
    return "\n\n".join(parts)


def versions():
    return {"machine": machine(), "libtorch": libtorch.VERSION}


def rounds(measured):
    """The milliseconds of each round, by name."""
    return {name: one.rounds for name, one in measured.items()}


def numbers(sittings):
    """The same for programs."""
    return {
        "threads": {
            str(threads): {
                **other,
                "milliseconds": rounds(measured),
                "goals": [
                    {"what": what, "measured": value, "at most": most}
                    for what, value, most in table.goals(measured)
                ],
            }
            for threads, (measured, other) in sittings.items()
        },
    }
