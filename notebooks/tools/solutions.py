"""Runs the exercises of a chapter with their solutions, after the chapter itself.

The cell of an exercise must wait for an answer as it stands, and print a line that
begins with "Right" once the solution is in it. Where an answer holds for the real images
only, the cell may print a line that begins with "Skipped" on synthetic ones.
"""

from cleaning import synthetic_cells
from exercises import NoSolution, exercises
from kernel import CellTimeout, KernelDied


def wrong_solutions(notebook, session, timeout, say):
    """(cell, heading, what is wrong) of each exercise whose solution doesn't hold."""
    synthetic = bool(synthetic_cells(notebook))
    solved, wrong = [], []
    for exercise in exercises(notebook):
        try:
            result = session.run(exercise.solved(), timeout)
        except NoSolution as problem:
            wrong.append((exercise.cell, exercise.heading, str(problem)))
        except (KernelDied, CellTimeout) as error:
            return [*wrong, (exercise.check[0], exercise.heading, str(error))]
        else:
            solved.append((exercise, result))
    for exercise, result in solved:
        complaint = empty(exercise) or verdict(result, synthetic)
        mark = "FAILED" if complaint else "ok"
        say(f"  {exercise.heading[:68]:<68} {result.seconds:7.1f} s  {mark}")
        if complaint:
            wrong.append((exercise.check[0], exercise.heading, complaint))
    return wrong


def empty(exercise):
    """What is wrong with the cell as it stands, or None."""
    lines = printed(exercise.check[1].outputs)
    if any(line.startswith("Right") for line in lines):
        return "says Right before there is an answer"
    if not any(exercise.waits in line for line in lines):
        return f"does not say '{exercise.waits} …' before there is an answer"
    return None


def verdict(result, synthetic):
    """What is wrong with what the solved cell printed, or None."""
    if result.failure:
        return f"its solution fails: {result.failure}"
    lines = printed(result.outputs)
    if any(line.startswith("Right") for line in lines):
        return None
    if any(line.startswith("Skipped") for line in lines):
        return None if synthetic else "skips its answer on the real images"
    return "does not say Right to its solution: " + (" / ".join(lines) or "no line")


def printed(outputs):
    """The lines that a cell printed."""
    texts = [output.text for output in outputs if output.output_type == "stream"]
    return "".join(texts).splitlines()
