"""Check that notebooks keep the rules of a chapter; names cell, line and remedy.

    python notebooks/tools/check.py          every chapter
    python notebooks/tools/check.py 00 04    only these

Exit code: 0 all keep the rules, 1 some don't, 2 wrong use.
"""

import argparse
from pathlib import Path

from project import program, read, resolve, shown
from rules import code, exercises, figures, hygiene, markdown, outputs, structure

RULES = [*structure.RULES, *code.RULES, *outputs.RULES, *hygiene.RULES]
RULES_WITH_FILES = [*markdown.RULES, *exercises.RULES, *figures.RULES]


def check(notebook, path, skip=()):
    """All problems of a notebook that lies at `path`, in reading order."""
    found = [problem for rule in RULES for problem in rule(notebook)]
    path = Path(path).resolve()
    found += [p for rule in RULES_WITH_FILES for p in rule(notebook, path)]
    kept = [problem for problem in found if problem.rule not in skip]
    return sorted(kept, key=lambda problem: (problem.cell, problem.line))


def arguments(given):
    parser = argparse.ArgumentParser(
        description="Check that notebooks keep the rules of a chapter."
    )
    parser.add_argument("notebook", nargs="*", help="all chapters when none is named")
    return parser.parse_args(given)


def main(given=None):
    paths = resolve(arguments(given).notebook)
    count = 0
    for path in paths:
        for problem in check(read(path), path):
            count += 1
            print(f"{shown(path)}: {problem}")
    word = "keeps" if len(paths) == 1 else "keep"
    fine = f"{len(paths)} notebook{'s' * (len(paths) != 1)} {word} the rules"
    print(f"{count} problems" if count else fine)
    return 1 if count else 0


if __name__ == "__main__":
    program(main, "check")
