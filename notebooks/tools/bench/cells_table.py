"""The tables of cells and set-up, from what the sitting measured."""

from dataclasses import asdict
from statistics import median

from .cells import CHAPTER

KINDS = {
    "plain": "a cell without a new variable",
    "let": "a cell with a `let` that stays",
    "figure": "a cell with a figure or a table",
}
STARTS = {
    "kernel start": "the kernel, until it answers",
    ":dep": "the cell with `:dep`",
    "imports": "the cell of imports",
    "start to imports": "**from start to imports**",
    "first let": "**the first `let`**",
}
GOALS = {
    "start to imports": 8.0,
    "first let": 2.0,
    "plain": 0.5,
    "let": 0.5,
    "figure": 1.0,
    "lab": 10.0,
}
WAITS = {
    "setup": "`make setup` with nothing to do",
    "lab": "`make lab`, until JupyterLab answers",
}


def seconds(values):
    """The median, and from the fastest to the slowest."""
    if not values:
        return ""
    if len(values) == 1:
        return f"{values[0]:.2f}"
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def of_kind(rounds, kind, what="seconds"):
    """That of all cells of a kind, in all rounds."""
    return [getattr(cell, what) for _, cells in rounds for cell in cells if cell.kind == kind]


def ratio(kind, ours, stock):
    """The median over a kind's cells of ours / stock: the same cell in both."""
    pairs = [
        (median(cells[place].seconds for _, cells in ours), cell.seconds)
        for _, theirs in stock
        for place, cell in enumerate(theirs)
        if cell.kind == kind
    ]
    return median(a / b for a, b in pairs) if pairs else None


def cells_table(ours, stock):
    lines = [
        "| seconds a cell: median (fastest–slowest) | cells | ours | of it the compiler |"
        " stock evcxr | of it the compiler | ours / stock |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, label in KINDS.items():
        count = len(of_kind(ours[:1], kind))
        if not count:
            continue
        row = [str(count)]
        for rounds in (ours, stock):
            row += [seconds(of_kind(rounds, kind)), seconds(of_kind(rounds, kind, "compiling"))]
        lines.append(f"| {label} | {' | '.join([*row, shown(ratio(kind, ours, stock))])} |")
    return "\n".join(lines)


def start_table(ours, stock):
    lines = ["| seconds to start | ours | stock evcxr | ours / stock |", "|---|---|---|---|"]
    for name, label in STARTS.items():
        mine, theirs = (all_seconds(rounds)[name] for rounds in (ours, stock))
        both = median(mine) / median(theirs) if mine and theirs else None
        lines.append(f"| {label} | {seconds(mine)} | {seconds(theirs)} | {shown(both)} |")
    return "\n".join(lines)


def waits_table(waits):
    lines = ["| seconds, everything set up already | |", "|---|---|"]
    lines += [f"| {label} | {seconds(waits[name])} |" for name, label in WAITS.items()]
    return "\n".join(lines)


def goals(ours, stock, waits):
    """(what, our median seconds, the stock kernel's or None, at most) for each goal."""
    labels = {**STARTS, **KINDS, **WAITS}
    mine, theirs = all_seconds(ours), all_seconds(stock)
    mine["lab"] = waits["lab"]
    return [
        (labels[name].strip("*"), median(mine[name]), middle(theirs.get(name)), most)
        for name, most in GOALS.items()
        if mine.get(name)
    ]


def all_seconds(rounds):
    by_kind = {kind: of_kind(rounds, kind) for kind in KINDS}
    return by_kind | {name: [r[name] for r, _ in rounds if name in r] for name in STARTS}


def middle(values):
    return median(values) if values else None


def goals_table(rows):
    lines = [
        "| goal | ours, s | stock evcxr, s | ours / stock | at most, s | |",
        "|---|---|---|---|---|---|",
    ]
    for what, ours, stock, most in rows:
        both = None if stock is None else ours / stock
        cells = [what, shown(ours), shown(stock), shown(both), f"{most:.1f}"]
        lines.append(f"| {' | '.join(cells)} | {'reached' if ours <= most else 'not reached'} |")
    return "\n".join(lines)


def shown(number):
    return "" if number is None else f"{number:.2f}"


def markdown(ours, stock, waits):
    return "\n\n".join(
        [
            f"Notebook {CHAPTER.stem} with shortened trainings, cell by cell;"
            f" rounds of ours: {len(ours)}, of a stock evcxr with tch: {len(stock)}",
            start_table(ours, stock),
            cells_table(ours, stock),
            waits_table(waits),
            goals_table(goals(ours, stock, waits)),
        ]
    )


def numbers(ours, stock, waits):
    """The same for programs."""
    rounds = {"ours": ours, "stock": stock}
    return {
        "cells": {
            name: [{"start": ready, "cells": list(map(asdict, cells))} for ready, cells in one]
            for name, one in rounds.items()
        },
        "waits": waits,
        "goals": [
            {"what": what, "measured": mine, "stock": theirs, "at most": most}
            for what, mine, theirs, most in goals(ours, stock, waits)
        ],
    }
