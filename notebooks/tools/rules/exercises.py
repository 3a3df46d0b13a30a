"""Exercises: three to ten a chapter, each with a cell, a hint and a solution that fits."""

from exercises import NoSolution, exercises
from rules.problem import Problem

# Functions to write where the chapter needs them, and three to five exercises at the end.
LEAST, MOST = 3, 10
WITHOUT = "00"  # the first page may go without


def enough(notebook, path):
    count = len(exercises(notebook))
    exempt = path.stem.startswith(WITHOUT) and count == 0
    if not exempt and not LEAST <= count <= MOST:
        message = f"has {count} exercises; a chapter has {LEAST} to {MOST}"
        yield Problem("exercises", 0, 0, message)


def complete(notebook, path):
    for place, exercise in enumerate(exercises(notebook), 1):
        for message in problems(exercise, place):
            yield Problem("exercises", exercise.cell, exercise.line, message)


def problems(exercise, place):
    if exercise.number != place:
        yield f"'{exercise.heading}' must read 'Exercise {place}: name (N minutes)'"
        return
    name = f"exercise {exercise.number}"
    if exercise.check is None:
        yield f"{name} needs one code cell that says '{exercise.waits} for …'"
    for part in ("Hint", "Solution"):
        if not exercise.folded(part):
            yield f"{name} has no <details><summary>{part}</summary> … </details>"
            return
    if exercise.check is not None:
        try:
            exercise.solved()
        except NoSolution as problem:
            yield f"{name}: {problem}"


RULES = [enough, complete]
